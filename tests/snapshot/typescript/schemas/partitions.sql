CREATE TABLE events (id bigint, at timestamptz NOT NULL, kind text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01'); CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE INDEX events_kind ON events (kind); CREATE TABLE lists (id integer, k text) PARTITION BY LIST (k); CREATE TABLE lists_a PARTITION OF lists FOR VALUES IN ('a', 'b') PARTITION BY HASH (id); CREATE TABLE lists_a_0 PARTITION OF lists_a FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE refs (id integer, event_id bigint, at timestamptz, CONSTRAINT to_events FOREIGN KEY (event_id, at) REFERENCES events (id, at));
CREATE TABLE part_refs (id bigint, at timestamptz, CONSTRAINT to_part FOREIGN KEY (id, at) REFERENCES events_2024 (id, at));
