-- More of what the tool refuses, and the database too.

CREATE TRIGGER version_state_needed ON version_state AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (
        SELECT 1 FROM inserted i
        JOIN model_dependency d ON d.upstream_id = i.version_id
        JOIN version_current_state s ON s.version_id = d.version_id
        WHERE i.state = 'retired' AND s.state NOT IN ('retired', 'rejected'))
        THROW 51008, 'registry: a version that another needs is not retired', 1;
END;
$go$

CREATE TRIGGER model_dependency_guard ON model_dependency AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (
        SELECT 1 FROM inserted i JOIN version_current_state s ON s.version_id = i.upstream_id
        WHERE s.state IN ('retired', 'rejected'))
        THROW 51009, 'registry: a version that is retired or rejected is not needed anew', 1;
END;
$go$

CREATE TRIGGER slot_assignment_state ON slot_assignment AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (
        SELECT 1 FROM inserted i
        WHERE i.version_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM version_state s WHERE s.version_id = i.version_id))
        THROW 51010, 'registry: a version without a state stands in no slot', 1;
END;
$go$

CREATE TRIGGER signature_guard ON signature AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (SELECT 1 FROM inserted i JOIN key_revocation r ON r.key_id = i.key_id)
        THROW 51011, 'registry: the key was revoked', 1;
    IF EXISTS (SELECT 1 FROM inserted i JOIN signer_key k ON k.key_id = i.key_id WHERE k.signer <> i.signer)
        THROW 51012, 'registry: a signature is made with a key of the signer', 1;
END;
$go$

CREATE TRIGGER approval_guard ON approval AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (
        SELECT 1 FROM inserted i JOIN signature s ON s.signature_id = i.signature_id
        WHERE s.version_id <> i.version_id OR s.signer <> i.approver)
        THROW 51013, 'registry: an approval is signed by the approver, and for the version', 1;
END;
$go$

-- What scripts that make a version answer ask first, where the registry is in the same database.
CREATE PROCEDURE registry_require @model nvarchar(200), @version bigint, @slot nvarchar(200) AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @state nvarchar(200), @needs_approval bigint, @refusal nvarchar(2048);
    SELECT @state = s.state, @needs_approval = CASE @slot WHEN 'champion' THEN p.champion_needs_approval WHEN 'challenger' THEN p.challenger_needs_approval
        ELSE p.shadow_needs_approval END
    FROM model m
    JOIN current_policy p ON p.project_id = m.project_id
    JOIN model_version v ON v.model_id = m.model_id
    JOIN version_current_state s ON s.version_id = v.version_id
    WHERE m.name = @model COLLATE Latin1_General_100_BIN2 AND v.number = @version;
    IF @state IS NULL
    BEGIN
        SET @refusal = CONCAT('registry: ', @model, '@', @version, ' is not registered');
        THROW 51014, @refusal, 1;
    END;
    IF @state <> 'approved' AND (@needs_approval = 1 OR @state IN ('rejected', 'retired'))
    BEGIN
        SET @refusal = CONCAT('registry: ', @model, '@', @version, ' is ', @state, '; the slot ', @slot, ' needs an approved version');
        THROW 51015, @refusal, 1;
    END;
END;
