-- Further accounts: keys that do not count any more, runs that scored rows, rows that explanations compare with.

CREATE TABLE key_revocation (
    key_id $int$ NOT NULL PRIMARY KEY REFERENCES signer_key (key_id),
    revoked_at $key$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

-- A run as its own database told of it, once per state that it was seen in; the row with the highest number counts.
CREATE TABLE scoring_run (
    scoring_run_id $int$ NOT NULL PRIMARY KEY,
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    target $key$ NOT NULL,
    place $text$ NOT NULL,
    source_table $text$ NOT NULL,
    scores_table $text$ NOT NULL,
    run_number $int$ NOT NULL,
    mode $key$ NOT NULL,
    predicate $text$ NULL,
    started_at $key$ NOT NULL,
    finished_at $key$ NULL,
    state $key$ NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
    row_count $int$ NOT NULL,
    rejected $int$ NOT NULL,
    run_by $key$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE INDEX scoring_run_version ON scoring_run (version_id);

CREATE TABLE baseline_row (
    baseline_id $int$ NOT NULL PRIMARY KEY,
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    origin $text$ NOT NULL,
    row_count $int$ NOT NULL,
    sha256 $key$ NOT NULL REFERENCES blob_content (sha256),
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE INDEX baseline_row_version ON baseline_row (version_id);

-- The state of a version without its row: lists ask it of every version.
CREATE INDEX version_state_current ON version_state (version_id, number, state);

-- Whoever holds a generated file asks of which version it is.
CREATE INDEX artifact_sha256 ON artifact (sha256);
$go$

CREATE VIEW scored_runs AS
SELECT m.name AS model, v.number AS version, r.target, r.place, r.source_table, r.scores_table, r.run_number, r.mode, r.predicate, r.started_at,
    r.finished_at, r.state, r.row_count, r.rejected, r.run_by, r.version_id
FROM scoring_run r
JOIN model_version v ON v.version_id = r.version_id
JOIN model m ON m.model_id = v.model_id
WHERE r.scoring_run_id = (
    SELECT MAX(l.scoring_run_id) FROM scoring_run l
    WHERE l.version_id = r.version_id AND l.target = r.target AND l.place = r.place AND l.run_number = r.run_number);
$go$

DROP VIEW model_lineage;
$go$

-- An edge a row: what a version is made from, hangs on, became, and scored.
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
JOIN model m ON m.model_id = v.model_id
UNION ALL
SELECT r.model, r.version, 'run', r.source_table, NULL, r.scores_table, r.version_id
FROM scored_runs r;
