-- What the tool refuses, the database refuses too.

CREATE FUNCTION registry_refuse_change() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    RAISE EXCEPTION ''registry: rows of % are only ever inserted'', TG_TABLE_NAME;
END';

CREATE FUNCTION registry_guard_state() RETURNS trigger LANGUAGE plpgsql AS '
DECLARE
    current_number bigint;
    current_state text;
BEGIN
    SELECT s.number, s.state INTO current_number, current_state
    FROM version_state s WHERE s.version_id = NEW.version_id ORDER BY s.number DESC LIMIT 1;
    IF NEW.number <> 1 + COALESCE(current_number, 0) OR NEW.former_state IS DISTINCT FROM current_state THEN
        RAISE EXCEPTION ''registry: a state follows the current one'';
    END IF;
    IF NEW.state = ''validated'' AND NOT EXISTS (SELECT 1 FROM certificate c WHERE c.version_id = NEW.version_id) THEN
        RAISE EXCEPTION ''registry: a version is validated by a certificate'';
    END IF;
    IF NEW.state = ''approved'' AND (
        SELECT COUNT(*) FROM approval a JOIN model_version v ON v.version_id = a.version_id JOIN model m ON m.model_id = v.model_id
        JOIN policy p ON p.project_id = m.project_id AND p.number = (SELECT MAX(n.number) FROM policy n WHERE n.project_id = m.project_id)
        WHERE a.version_id = NEW.version_id AND a.decision = ''approve''
        AND (p.author_may_approve = 1 OR a.approver <> v.author) AND (p.signature_required = 0 OR a.signature_id IS NOT NULL)
    ) < (
        SELECT p.quorum FROM model_version v JOIN model m ON m.model_id = v.model_id JOIN policy p ON p.project_id = m.project_id
        WHERE v.version_id = NEW.version_id ORDER BY p.number DESC LIMIT 1) THEN
        RAISE EXCEPTION ''registry: the policy asks for more approvals'';
    END IF;
    IF NEW.state = ''retired'' AND EXISTS (
        SELECT 1 FROM slot_assignment a WHERE a.version_id = NEW.version_id AND a.slot <> ''disabled''
        AND a.number = (SELECT MAX(n.number) FROM slot_assignment n WHERE n.model_id = a.model_id AND n.slot = a.slot)) THEN
        RAISE EXCEPTION ''registry: a version that stands in a slot is not retired'';
    END IF;
    RETURN NEW;
END';

CREATE TRIGGER version_state_guard BEFORE INSERT ON version_state FOR EACH ROW EXECUTE FUNCTION registry_guard_state();

CREATE FUNCTION registry_guard_slot() RETURNS trigger LANGUAGE plpgsql AS '
DECLARE
    current_state text;
    needs_approval bigint;
BEGIN
    IF NEW.number <> 1 + COALESCE((SELECT MAX(a.number) FROM slot_assignment a WHERE a.model_id = NEW.model_id AND a.slot = NEW.slot), 0) THEN
        RAISE EXCEPTION ''registry: an assignment follows the current one'';
    END IF;
    IF NEW.version_id IS NULL THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM model_version v WHERE v.version_id = NEW.version_id AND v.model_id = NEW.model_id) THEN
        RAISE EXCEPTION ''registry: a version stands in slots of its own model'';
    END IF;
    SELECT s.state INTO current_state FROM version_state s WHERE s.version_id = NEW.version_id ORDER BY s.number DESC LIMIT 1;
    SELECT CASE NEW.slot WHEN ''champion'' THEN p.champion_needs_approval WHEN ''challenger'' THEN p.challenger_needs_approval ELSE p.shadow_needs_approval END
    INTO needs_approval
    FROM model m JOIN policy p ON p.project_id = m.project_id WHERE m.model_id = NEW.model_id ORDER BY p.number DESC LIMIT 1;
    IF NEW.slot <> ''disabled'' AND current_state <> ''approved'' AND (needs_approval = 1 OR current_state IN (''rejected'', ''retired'')) THEN
        RAISE EXCEPTION ''registry: the slot needs an approved version'';
    END IF;
    RETURN NEW;
END';

CREATE TRIGGER slot_assignment_guard BEFORE INSERT ON slot_assignment FOR EACH ROW EXECUTE FUNCTION registry_guard_slot();

-- Names of fields have no bound, which SQL Server's indexes want.
CREATE INDEX version_field_name ON version_field (name, type);
