-- More of what the tool refuses, and the database too.

CREATE FUNCTION registry_guard_needed() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    IF NEW.state = ''retired'' AND EXISTS (
        SELECT 1 FROM model_dependency d JOIN version_current_state s ON s.version_id = d.version_id
        WHERE d.upstream_id = NEW.version_id AND s.state NOT IN (''retired'', ''rejected'')) THEN
        RAISE EXCEPTION ''registry: a version that another needs is not retired'';
    END IF;
    RETURN NEW;
END';

CREATE TRIGGER version_state_needed BEFORE INSERT ON version_state FOR EACH ROW EXECUTE FUNCTION registry_guard_needed();

CREATE FUNCTION registry_guard_dependency() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    IF EXISTS (SELECT 1 FROM version_current_state s WHERE s.version_id = NEW.upstream_id AND s.state IN (''retired'', ''rejected'')) THEN
        RAISE EXCEPTION ''registry: a version that is retired or rejected is not needed anew'';
    END IF;
    RETURN NEW;
END';

CREATE TRIGGER model_dependency_guard BEFORE INSERT ON model_dependency FOR EACH ROW EXECUTE FUNCTION registry_guard_dependency();

CREATE FUNCTION registry_guard_slot_state() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    IF NEW.version_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM version_state s WHERE s.version_id = NEW.version_id) THEN
        RAISE EXCEPTION ''registry: a version without a state stands in no slot'';
    END IF;
    RETURN NEW;
END';

CREATE TRIGGER slot_assignment_state BEFORE INSERT ON slot_assignment FOR EACH ROW EXECUTE FUNCTION registry_guard_slot_state();

CREATE FUNCTION registry_guard_signature() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    IF EXISTS (SELECT 1 FROM key_revocation r WHERE r.key_id = NEW.key_id) THEN
        RAISE EXCEPTION ''registry: the key was revoked'';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM signer_key k WHERE k.key_id = NEW.key_id AND k.signer = NEW.signer) THEN
        RAISE EXCEPTION ''registry: a signature is made with a key of the signer'';
    END IF;
    RETURN NEW;
END';

CREATE TRIGGER signature_guard BEFORE INSERT ON signature FOR EACH ROW EXECUTE FUNCTION registry_guard_signature();

CREATE FUNCTION registry_guard_approval() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    IF NEW.signature_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM signature s WHERE s.signature_id = NEW.signature_id AND s.version_id = NEW.version_id AND s.signer = NEW.approver) THEN
        RAISE EXCEPTION ''registry: an approval is signed by the approver, and for the version'';
    END IF;
    RETURN NEW;
END';

CREATE TRIGGER approval_guard BEFORE INSERT ON approval FOR EACH ROW EXECUTE FUNCTION registry_guard_approval();

-- What scripts that make a version answer ask first, where the registry is in the same database. It reads as its caller does.
CREATE FUNCTION registry_require(asked_model text, asked_version bigint, asked_slot text) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS '
DECLARE
    current_state text;
    needs_approval bigint;
BEGIN
    SELECT s.state, CASE asked_slot WHEN ''champion'' THEN p.champion_needs_approval WHEN ''challenger'' THEN p.challenger_needs_approval ELSE p.shadow_needs_approval END
    INTO current_state, needs_approval
    FROM model m
    JOIN current_policy p ON p.project_id = m.project_id
    JOIN model_version v ON v.model_id = m.model_id
    JOIN version_current_state s ON s.version_id = v.version_id
    WHERE m.name = asked_model AND v.number = asked_version;
    IF current_state IS NULL THEN
        RAISE EXCEPTION ''registry: %@% is not registered'', asked_model, asked_version;
    END IF;
    IF current_state <> ''approved'' AND (needs_approval = 1 OR current_state IN (''rejected'', ''retired'')) THEN
        RAISE EXCEPTION ''registry: %@% is %; the slot % needs an approved version'', asked_model, asked_version, current_state, asked_slot;
    END IF;
END';
