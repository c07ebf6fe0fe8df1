-- Views for plain SQL. Times are UTC, ISO 8601, in order as texts.

CREATE VIEW version_current_state AS
SELECT s.version_id, s.state, s.from_time, s.seq
FROM version_state s
WHERE s.number = (SELECT MAX(n.number) FROM version_state n WHERE n.version_id = s.version_id);
$go$

CREATE VIEW slot_history AS
SELECT m.name AS model, a.slot, v.number AS version, a.from_time,
    (SELECT n.from_time FROM slot_assignment n WHERE n.model_id = a.model_id AND n.slot = a.slot AND n.number = a.number + 1) AS to_time,
    e.who, e.reason, a.model_id, a.version_id, a.number, a.seq
FROM slot_assignment a
JOIN model m ON m.model_id = a.model_id
JOIN audit_event e ON e.seq = a.seq
LEFT JOIN model_version v ON v.version_id = a.version_id;
$go$

CREATE VIEW current_champions AS
SELECT p.name AS project, m.name AS model, v.number AS version, a.from_time, e.who AS promoted_by, e.reason, v.content_sha256
FROM slot_assignment a
JOIN model m ON m.model_id = a.model_id
JOIN project p ON p.project_id = m.project_id
JOIN model_version v ON v.version_id = a.version_id
JOIN audit_event e ON e.seq = a.seq
WHERE a.slot = 'champion'
AND a.number = (SELECT MAX(n.number) FROM slot_assignment n WHERE n.model_id = a.model_id AND n.slot = a.slot);
$go$

CREATE VIEW current_policy AS
SELECT p.*
FROM policy p
WHERE p.number = (SELECT MAX(n.number) FROM policy n WHERE n.project_id = p.project_id);
$go$

CREATE VIEW pending_approvals AS
SELECT p.name AS project, m.name AS model, v.number AS version, v.author, s.from_time AS pending_since, c.quorum,
    (SELECT COUNT(*) FROM approval a WHERE a.version_id = v.version_id AND a.decision = 'approve') AS approvals, v.version_id
FROM version_current_state s
JOIN model_version v ON v.version_id = s.version_id
JOIN model m ON m.model_id = v.model_id
JOIN project p ON p.project_id = m.project_id
JOIN current_policy c ON c.project_id = p.project_id
WHERE s.state = 'pending';
$go$

CREATE VIEW audit_trail AS
SELECT seq, at, who, action, subject, reason, hash FROM audit_event;
$go$

-- An edge a row: what a version is made from, hangs on, and became.
CREATE VIEW model_lineage AS
SELECT m.name AS model, v.number AS version, 'source' AS relation, v.source_name AS upstream, v.source_sha256 AS upstream_hash, NULL AS downstream, v.version_id
FROM model_version v JOIN model m ON m.model_id = v.model_id
UNION ALL
SELECT m.name, v.number, d.role, t.name, t.digest, NULL, v.version_id
FROM version_dataset d
JOIN dataset_version t ON t.dataset_id = d.dataset_id
JOIN model_version v ON v.version_id = d.version_id
JOIN model m ON m.model_id = v.model_id
UNION ALL
SELECT m.name, v.number, 'model', um.name, u.content_sha256, NULL, v.version_id
FROM model_dependency d
JOIN model_version u ON u.version_id = d.upstream_id
JOIN model um ON um.model_id = u.model_id
JOIN model_version v ON v.version_id = d.version_id
JOIN model m ON m.model_id = v.model_id
UNION ALL
SELECT m.name, v.number, c.kind, c.upstream, NULL, c.output, v.version_id
FROM column_lineage c
JOIN model_version v ON v.version_id = c.version_id
JOIN model m ON m.model_id = v.model_id
UNION ALL
SELECT m.name, v.number, 'artifact', v.source_name, a.sha256, a.path, v.version_id
FROM artifact a
JOIN model_version v ON v.version_id = a.version_id
JOIN model m ON m.model_id = v.model_id
UNION ALL
SELECT m.name, v.number, 'deployed', v.source_name, o.definition_sha256, o.object, v.version_id
FROM deployed_object o
JOIN model_version v ON v.version_id = o.version_id
JOIN model m ON m.model_id = v.model_id;
