-- What the tool refuses, the database refuses too.

CREATE TRIGGER version_state_guard BEFORE INSERT ON version_state BEGIN
    SELECT RAISE(ABORT, 'registry: a state follows the current one')
    WHERE NEW.number <> 1 + COALESCE((SELECT MAX(s.number) FROM version_state s WHERE s.version_id = NEW.version_id), 0)
    OR NEW.former_state IS NOT (SELECT s.state FROM version_state s WHERE s.version_id = NEW.version_id ORDER BY s.number DESC LIMIT 1);
    SELECT RAISE(ABORT, 'registry: a version is validated by a certificate')
    WHERE NEW.state = 'validated' AND NOT EXISTS (SELECT 1 FROM certificate c WHERE c.version_id = NEW.version_id);
    SELECT RAISE(ABORT, 'registry: the policy asks for more approvals')
    WHERE NEW.state = 'approved' AND (
        SELECT COUNT(*) FROM approval a JOIN model_version v ON v.version_id = a.version_id JOIN model m ON m.model_id = v.model_id
        JOIN policy p ON p.project_id = m.project_id AND p.number = (SELECT MAX(n.number) FROM policy n WHERE n.project_id = m.project_id)
        WHERE a.version_id = NEW.version_id AND a.decision = 'approve'
        AND (p.author_may_approve = 1 OR a.approver <> v.author) AND (p.signature_required = 0 OR a.signature_id IS NOT NULL)
    ) < (
        SELECT p.quorum FROM model_version v JOIN model m ON m.model_id = v.model_id JOIN policy p ON p.project_id = m.project_id
        WHERE v.version_id = NEW.version_id ORDER BY p.number DESC LIMIT 1);
    SELECT RAISE(ABORT, 'registry: a version that stands in a slot is not retired')
    WHERE NEW.state = 'retired' AND EXISTS (
        SELECT 1 FROM slot_assignment a WHERE a.version_id = NEW.version_id AND a.slot <> 'disabled'
        AND a.number = (SELECT MAX(n.number) FROM slot_assignment n WHERE n.model_id = a.model_id AND n.slot = a.slot));
END;

CREATE TRIGGER slot_assignment_guard BEFORE INSERT ON slot_assignment BEGIN
    SELECT RAISE(ABORT, 'registry: an assignment follows the current one')
    WHERE NEW.number <> 1 + COALESCE((SELECT MAX(a.number) FROM slot_assignment a WHERE a.model_id = NEW.model_id AND a.slot = NEW.slot), 0);
    SELECT RAISE(ABORT, 'registry: a version stands in slots of its own model')
    WHERE NEW.version_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM model_version v WHERE v.version_id = NEW.version_id AND v.model_id = NEW.model_id);
    SELECT RAISE(ABORT, 'registry: the slot needs an approved version')
    WHERE NEW.version_id IS NOT NULL AND NEW.slot <> 'disabled'
    AND (SELECT s.state FROM version_state s WHERE s.version_id = NEW.version_id ORDER BY s.number DESC LIMIT 1) <> 'approved'
    AND (
        (SELECT s.state FROM version_state s WHERE s.version_id = NEW.version_id ORDER BY s.number DESC LIMIT 1) IN ('rejected', 'retired')
        OR (
            SELECT CASE NEW.slot WHEN 'champion' THEN p.champion_needs_approval WHEN 'challenger' THEN p.challenger_needs_approval ELSE p.shadow_needs_approval END
            FROM model m JOIN policy p ON p.project_id = m.project_id WHERE m.model_id = NEW.model_id ORDER BY p.number DESC LIMIT 1) = 1);
END;

-- Names of fields have no bound, which SQL Server's indexes want.
CREATE INDEX version_field_name ON version_field (name, type);
