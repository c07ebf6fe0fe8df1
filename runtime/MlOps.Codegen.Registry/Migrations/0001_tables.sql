-- The registry: one logical schema for all engines; what differs between them is a variable between dollar signs.
-- Rows are only ever inserted. Every row carries the number of the audit event that brought it.

CREATE TABLE audit_event (
    seq $int$ NOT NULL PRIMARY KEY,
    previous_hash $key$ NOT NULL,
    hash $key$ NOT NULL,
    at $key$ NOT NULL,
    who $key$ NOT NULL,
    action $key$ NOT NULL,
    subject $text$ NOT NULL,
    reason $text$ NOT NULL,
    row_count $int$ NOT NULL,
    rows_digest $key$ NOT NULL,
    CONSTRAINT audit_event_follows UNIQUE (previous_hash)
)$strict$;

CREATE TABLE registry (
    registry_id $key$ NOT NULL PRIMARY KEY,
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE TABLE blob_content (
    sha256 $key$ NOT NULL PRIMARY KEY,
    size $int$ NOT NULL,
    encoding $key$ NOT NULL CHECK (encoding IN ('identity', 'br')),
    content $blob$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE TABLE project (
    project_id $int$ NOT NULL PRIMARY KEY,
    name $key$ NOT NULL UNIQUE,
    owner $key$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE TABLE policy (
    policy_id $int$ NOT NULL PRIMARY KEY,
    project_id $int$ NOT NULL REFERENCES project (project_id),
    number $int$ NOT NULL,
    quorum $int$ NOT NULL CHECK (quorum >= 1),
    author_may_approve $int$ NOT NULL CHECK (author_may_approve IN (0, 1)),
    signature_required $int$ NOT NULL CHECK (signature_required IN (0, 1)),
    fairness_required $int$ NOT NULL CHECK (fairness_required IN (0, 1)),
    champion_needs_approval $int$ NOT NULL CHECK (champion_needs_approval IN (0, 1)),
    challenger_needs_approval $int$ NOT NULL CHECK (challenger_needs_approval IN (0, 1)),
    shadow_needs_approval $int$ NOT NULL CHECK (shadow_needs_approval IN (0, 1)),
    seq $int$ NOT NULL REFERENCES audit_event (seq),
    CONSTRAINT policy_number UNIQUE (project_id, number)
)$strict$;

CREATE TABLE policy_metric (
    policy_metric_id $int$ NOT NULL PRIMARY KEY,
    policy_id $int$ NOT NULL REFERENCES policy (policy_id),
    metric $key$ NOT NULL,
    comparison $key$ NOT NULL CHECK (comparison IN ('>=', '<=')),
    threshold $real$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE TABLE model (
    model_id $int$ NOT NULL PRIMARY KEY,
    project_id $int$ NOT NULL REFERENCES project (project_id),
    name $key$ NOT NULL UNIQUE,
    purpose $text$ NOT NULL,
    owner $key$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE TABLE model_version (
    version_id $int$ NOT NULL PRIMARY KEY,
    model_id $int$ NOT NULL REFERENCES model (model_id),
    number $int$ NOT NULL CHECK (number >= 1),
    author $key$ NOT NULL,
    registered_at $key$ NOT NULL,
    description $text$ NOT NULL,
    source_name $text$ NOT NULL,
    source_sha256 $key$ NOT NULL REFERENCES blob_content (sha256),
    ir_sha256 $key$ NOT NULL REFERENCES blob_content (sha256),
    input_schema_sha256 $key$ NOT NULL,
    model_element $key$ NOT NULL,
    model_function $key$ NOT NULL,
    generator $key$ NOT NULL,
    generator_version $key$ NOT NULL,
    content_sha256 $key$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq),
    CONSTRAINT model_version_number UNIQUE (model_id, number)
)$strict$;

CREATE INDEX model_version_source ON model_version (source_sha256);
CREATE INDEX model_version_input_schema ON model_version (input_schema_sha256);

CREATE TABLE version_option (
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    target $key$ NOT NULL,
    name $key$ NOT NULL,
    value $text$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq),
    PRIMARY KEY (version_id, target, name)
)$strict$;

CREATE TABLE artifact (
    artifact_id $int$ NOT NULL PRIMARY KEY,
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    target $key$ NOT NULL,
    path $text$ NOT NULL,
    sha256 $key$ NOT NULL REFERENCES blob_content (sha256),
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE INDEX artifact_version ON artifact (version_id);

CREATE TABLE version_field (
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    role $key$ NOT NULL CHECK (role IN ('input', 'output')),
    position $int$ NOT NULL,
    name $text$ NOT NULL,
    type $key$ NOT NULL,
    op_type $key$ NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq),
    PRIMARY KEY (version_id, role, position)
)$strict$;

-- What searches look at, in lower case: the description and the names of inputs and outputs, a line each.
CREATE TABLE version_text (
    version_id $int$ NOT NULL PRIMARY KEY REFERENCES model_version (version_id),
    content $text$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE TABLE column_lineage (
    lineage_id $int$ NOT NULL PRIMARY KEY,
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    kind $key$ NOT NULL CHECK (kind IN ('feature', 'column')),
    output $text$ NOT NULL,
    upstream $text$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE INDEX column_lineage_version ON column_lineage (version_id);

CREATE TABLE version_tag (
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    tag $key$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq),
    PRIMARY KEY (version_id, tag)
)$strict$;

CREATE INDEX version_tag_tag ON version_tag (tag);

CREATE TABLE dataset_version (
    dataset_id $int$ NOT NULL PRIMARY KEY,
    name $key$ NOT NULL,
    as_of $key$ NOT NULL,
    query_sha256 $key$ NULL,
    schema_sha256 $key$ NULL,
    row_count $int$ NULL,
    digest $key$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq),
    CONSTRAINT dataset_version_content UNIQUE (name, as_of, digest)
)$strict$;

CREATE TABLE version_dataset (
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    dataset_id $int$ NOT NULL REFERENCES dataset_version (dataset_id),
    role $key$ NOT NULL CHECK (role IN ('training', 'validation', 'test', 'baseline')),
    seq $int$ NOT NULL REFERENCES audit_event (seq),
    PRIMARY KEY (version_id, dataset_id, role)
)$strict$;

CREATE INDEX version_dataset_dataset ON version_dataset (dataset_id);

CREATE TABLE model_dependency (
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    upstream_id $int$ NOT NULL REFERENCES model_version (version_id),
    seq $int$ NOT NULL REFERENCES audit_event (seq),
    PRIMARY KEY (version_id, upstream_id),
    CHECK (version_id > upstream_id)
)$strict$;

CREATE INDEX model_dependency_upstream ON model_dependency (upstream_id);

CREATE TABLE metric (
    metric_id $int$ NOT NULL PRIMARY KEY,
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    kind $key$ NOT NULL CHECK (kind IN ('performance', 'fairness')),
    name $key$ NOT NULL,
    dataset $key$ NULL,
    slice $key$ NULL,
    value $real$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE INDEX metric_version ON metric (version_id);

CREATE TABLE certificate (
    certificate_id $int$ NOT NULL PRIMARY KEY,
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    target $key$ NOT NULL,
    row_count $int$ NOT NULL,
    sha256 $key$ NOT NULL REFERENCES blob_content (sha256),
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE INDEX certificate_version ON certificate (version_id);

CREATE TABLE signer_key (
    key_id $int$ NOT NULL PRIMARY KEY,
    signer $key$ NOT NULL,
    algorithm $key$ NOT NULL,
    public_key $text$ NOT NULL,
    fingerprint $key$ NOT NULL UNIQUE,
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE TABLE signature (
    signature_id $int$ NOT NULL PRIMARY KEY,
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    key_id $int$ NOT NULL REFERENCES signer_key (key_id),
    signer $key$ NOT NULL,
    role $key$ NOT NULL,
    meaning $text$ NOT NULL,
    signed_at $key$ NOT NULL,
    subject_sha256 $key$ NOT NULL,
    algorithm $key$ NOT NULL,
    value $text$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE INDEX signature_version ON signature (version_id);

CREATE TABLE approval (
    approval_id $int$ NOT NULL PRIMARY KEY,
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    approver $key$ NOT NULL,
    role $key$ NOT NULL,
    decision $key$ NOT NULL CHECK (decision IN ('approve', 'reject')),
    signature_id $int$ NULL REFERENCES signature (signature_id),
    seq $int$ NOT NULL REFERENCES audit_event (seq),
    CONSTRAINT approval_once UNIQUE (version_id, approver)
)$strict$;

-- A version's state is that of its row with the highest number.
CREATE TABLE version_state (
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    number $int$ NOT NULL,
    former_state $key$ NULL,
    state $key$ NOT NULL,
    from_time $key$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq),
    PRIMARY KEY (version_id, number),
    CHECK (
        (number = 1 AND former_state IS NULL AND state = 'draft')
        OR (number > 1 AND (
            (former_state = 'draft' AND state IN ('validated', 'retired'))
            OR (former_state = 'validated' AND state IN ('pending', 'retired'))
            OR (former_state = 'pending' AND state IN ('approved', 'rejected'))
            OR (former_state IN ('approved', 'rejected') AND state = 'retired'))))
)$strict$;

-- What stands in a slot of a model is in its row with the highest number; no version means that the slot is empty.
-- The key makes two assignments at once impossible.
CREATE TABLE slot_assignment (
    model_id $int$ NOT NULL REFERENCES model (model_id),
    slot $key$ NOT NULL CHECK (slot IN ('champion', 'challenger', 'shadow', 'disabled')),
    number $int$ NOT NULL,
    version_id $int$ NULL REFERENCES model_version (version_id),
    from_time $key$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq),
    PRIMARY KEY (model_id, slot, number)
)$strict$;

CREATE INDEX slot_assignment_time ON slot_assignment (model_id, slot, from_time);
CREATE INDEX slot_assignment_version ON slot_assignment (version_id);

CREATE TABLE deployed_object (
    deployed_id $int$ NOT NULL PRIMARY KEY,
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    target $key$ NOT NULL,
    place $text$ NOT NULL,
    object $text$ NOT NULL,
    definition_sha256 $key$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE INDEX deployed_object_version ON deployed_object (version_id);
