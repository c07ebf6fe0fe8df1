-- More of what the tool refuses, and the database too.

CREATE TRIGGER version_state_needed BEFORE INSERT ON version_state BEGIN
    SELECT RAISE(ABORT, 'registry: a version that another needs is not retired')
    WHERE NEW.state = 'retired' AND EXISTS (
        SELECT 1 FROM model_dependency d JOIN version_current_state s ON s.version_id = d.version_id
        WHERE d.upstream_id = NEW.version_id AND s.state NOT IN ('retired', 'rejected'));
END;

CREATE TRIGGER model_dependency_guard BEFORE INSERT ON model_dependency BEGIN
    SELECT RAISE(ABORT, 'registry: a version that is retired or rejected is not needed anew')
    WHERE EXISTS (
        SELECT 1 FROM version_current_state s WHERE s.version_id = NEW.upstream_id AND s.state IN ('retired', 'rejected'));
END;

CREATE TRIGGER slot_assignment_state BEFORE INSERT ON slot_assignment BEGIN
    SELECT RAISE(ABORT, 'registry: a version without a state stands in no slot')
    WHERE NEW.version_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM version_state s WHERE s.version_id = NEW.version_id);
END;

CREATE TRIGGER signature_guard BEFORE INSERT ON signature BEGIN
    SELECT RAISE(ABORT, 'registry: the key was revoked')
    WHERE EXISTS (SELECT 1 FROM key_revocation r WHERE r.key_id = NEW.key_id);
    SELECT RAISE(ABORT, 'registry: a signature is made with a key of the signer')
    WHERE NOT EXISTS (SELECT 1 FROM signer_key k WHERE k.key_id = NEW.key_id AND k.signer = NEW.signer);
END;

CREATE TRIGGER approval_guard BEFORE INSERT ON approval BEGIN
    SELECT RAISE(ABORT, 'registry: an approval is signed by the approver, and for the version')
    WHERE NEW.signature_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM signature s WHERE s.signature_id = NEW.signature_id AND s.version_id = NEW.version_id AND s.signer = NEW.approver);
END;
