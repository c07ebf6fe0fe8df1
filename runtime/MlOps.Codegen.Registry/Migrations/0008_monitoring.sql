-- What the windows of a version are compared with, and who has seen which alert: the monitor's own tables lie beside the rows that it watches.

CREATE TABLE monitoring_baseline (
    monitoring_baseline_id $int$ NOT NULL PRIMARY KEY,
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    place $text$ NOT NULL,
    source_table $text$ NOT NULL,
    from_time $key$ NULL,
    to_time $key$ NULL,
    row_count $int$ NOT NULL,
    sha256 $key$ NOT NULL REFERENCES blob_content (sha256),
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE INDEX monitoring_baseline_version ON monitoring_baseline (version_id);

CREATE TABLE acknowledged_alert (
    acknowledged_alert_id $int$ NOT NULL PRIMARY KEY,
    version_id $int$ NOT NULL REFERENCES model_version (version_id),
    baseline_sha256 $key$ NOT NULL REFERENCES blob_content (sha256),
    place $text$ NOT NULL,
    alert_number $int$ NOT NULL,
    subject $text$ NOT NULL,
    severity $int$ NOT NULL,
    window_from $key$ NOT NULL,
    window_to $key$ NOT NULL,
    seq $int$ NOT NULL REFERENCES audit_event (seq)
)$strict$;

CREATE INDEX acknowledged_alert_version ON acknowledged_alert (version_id);
