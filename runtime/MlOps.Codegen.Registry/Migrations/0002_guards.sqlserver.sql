-- What the tool refuses, the database refuses too.

CREATE TRIGGER version_state_guard ON version_state AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (
        SELECT 1 FROM inserted i LEFT JOIN version_state s ON s.version_id = i.version_id AND s.number = i.number - 1
        WHERE (i.number > 1 AND (s.state IS NULL OR s.state <> i.former_state))
        OR EXISTS (SELECT 1 FROM version_state n WHERE n.version_id = i.version_id AND n.number > i.number))
        THROW 51001, 'registry: a state follows the current one', 1;
    IF EXISTS (
        SELECT 1 FROM inserted i
        WHERE i.state = 'validated' AND NOT EXISTS (SELECT 1 FROM certificate c WHERE c.version_id = i.version_id))
        THROW 51002, 'registry: a version is validated by a certificate', 1;
    IF EXISTS (
        SELECT 1 FROM inserted i
        JOIN model_version v ON v.version_id = i.version_id
        JOIN model m ON m.model_id = v.model_id
        JOIN policy p ON p.project_id = m.project_id AND p.number = (SELECT MAX(n.number) FROM policy n WHERE n.project_id = m.project_id)
        WHERE i.state = 'approved' AND p.quorum > (
            SELECT COUNT(*) FROM approval a
            WHERE a.version_id = i.version_id AND a.decision = 'approve'
            AND (p.author_may_approve = 1 OR a.approver <> v.author) AND (p.signature_required = 0 OR a.signature_id IS NOT NULL)))
        THROW 51003, 'registry: the policy asks for more approvals', 1;
    IF EXISTS (
        SELECT 1 FROM inserted i JOIN slot_assignment a ON a.version_id = i.version_id
        WHERE i.state = 'retired' AND a.slot <> 'disabled'
        AND a.number = (SELECT MAX(n.number) FROM slot_assignment n WHERE n.model_id = a.model_id AND n.slot = a.slot))
        THROW 51004, 'registry: a version that stands in a slot is not retired', 1;
END;
$go$

CREATE TRIGGER slot_assignment_guard ON slot_assignment AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (
        SELECT 1 FROM inserted i
        WHERE (i.number > 1 AND NOT EXISTS (
            SELECT 1 FROM slot_assignment a WHERE a.model_id = i.model_id AND a.slot = i.slot AND a.number = i.number - 1))
        OR i.number < 1
        OR EXISTS (SELECT 1 FROM slot_assignment a WHERE a.model_id = i.model_id AND a.slot = i.slot AND a.number > i.number))
        THROW 51005, 'registry: an assignment follows the current one', 1;
    IF EXISTS (
        SELECT 1 FROM inserted i
        WHERE i.version_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM model_version v WHERE v.version_id = i.version_id AND v.model_id = i.model_id))
        THROW 51006, 'registry: a version stands in slots of its own model', 1;
    IF EXISTS (
        SELECT 1 FROM inserted i
        JOIN model m ON m.model_id = i.model_id
        JOIN policy p ON p.project_id = m.project_id AND p.number = (SELECT MAX(n.number) FROM policy n WHERE n.project_id = m.project_id)
        JOIN version_state s ON s.version_id = i.version_id
            AND s.number = (SELECT MAX(n.number) FROM version_state n WHERE n.version_id = i.version_id)
        WHERE i.slot <> 'disabled' AND s.state <> 'approved'
        AND (s.state IN ('rejected', 'retired')
            OR CASE i.slot WHEN 'champion' THEN p.champion_needs_approval WHEN 'challenger' THEN p.challenger_needs_approval
                ELSE p.shadow_needs_approval END = 1))
        THROW 51007, 'registry: the slot needs an approved version', 1;
END;
