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
