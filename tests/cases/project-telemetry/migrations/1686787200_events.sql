CREATE TABLE events (
    device_id   bigint NOT NULL REFERENCES devices ON DELETE CASCADE,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind        text NOT NULL,
    value       double precision,
    payload     jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (device_id, at, kind)
) PARTITION BY RANGE (at);

CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_default PARTITION OF events DEFAULT;

CREATE INDEX events_at_brin ON events USING brin (at) WITH (pages_per_range = 32);
CREATE INDEX events_payload_idx ON events USING gin (kind, payload);
