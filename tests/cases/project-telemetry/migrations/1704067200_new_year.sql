-- what went into the default partition has to move
CREATE TABLE events_2024 (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
WITH moved AS (DELETE FROM events_default WHERE at >= '2024-01-01' AND at < '2025-01-01' RETURNING *)
INSERT INTO events_2024 SELECT * FROM moved;
ALTER TABLE events ATTACH PARTITION events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

ALTER TYPE device_state ADD VALUE 'retired' AFTER 'offline';
ALTER TYPE device_state ADD VALUE IF NOT EXISTS 'lost';
