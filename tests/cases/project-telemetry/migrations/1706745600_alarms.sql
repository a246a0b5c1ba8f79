CREATE TABLE alarms (
    id          bigserial PRIMARY KEY,
    device_id   bigint NOT NULL REFERENCES devices ON DELETE CASCADE,
    raised      timestamptz NOT NULL DEFAULT now(),
    cleared     timestamptz,
    severity    smallint NOT NULL DEFAULT 2 CHECK (severity BETWEEN 0 AND 5),
    thresholds  double precision[] NOT NULL DEFAULT ARRAY[0.5, 0.9],
    duration    interval GENERATED ALWAYS AS (cleared - raised) STORED,
    note        text,
    CHECK (cleared IS NULL OR cleared >= raised)
);
CREATE INDEX ON alarms (device_id) WHERE cleared IS NULL;
ALTER TABLE sites ADD COLUMN floor_plan bytea, ADD COLUMN elevation real DEFAULT 0;
COMMENT ON COLUMN sites.elevation IS 'metres';
