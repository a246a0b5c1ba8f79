-- Measurements in partitions by time, list and hash, with keys to and from them.
CREATE TABLE devices (tenant int, id int, PRIMARY KEY (tenant, id)) PARTITION BY LIST (tenant);
CREATE TABLE devices_1 PARTITION OF devices FOR VALUES IN (1, 2);
CREATE TABLE devices_rest PARTITION OF devices DEFAULT;
CREATE TABLE readings (tenant int NOT NULL, device int NOT NULL, at timestamptz NOT NULL, value float8, unit text DEFAULT 'C' CHECK (unit IN ('C', 'F')), PRIMARY KEY (tenant, device, at), FOREIGN KEY (tenant, device) REFERENCES devices) PARTITION BY RANGE (at);
CREATE TABLE readings_2024q1 PARTITION OF readings FOR VALUES FROM ('2024-01-01') TO ('2024-04-01');
CREATE TABLE readings_2024q2 PARTITION OF readings FOR VALUES FROM ('2024-04-01') TO ('2024-07-01') PARTITION BY HASH (device);
CREATE TABLE readings_2024q2_0 PARTITION OF readings_2024q2 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE readings_2024q2_1 PARTITION OF readings_2024q2 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE readings_old PARTITION OF readings FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE TABLE events (id bigserial, day date NOT NULL, kind text NOT NULL, PRIMARY KEY (id, day)) PARTITION BY RANGE (day, id);
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM ('2025-01-01', 0) TO ('2025-02-01', 0);
CREATE TABLE event_notes (event_id bigint NOT NULL, event_day date NOT NULL, note text, FOREIGN KEY (event_id, event_day) REFERENCES events);
CREATE TABLE buckets (id uuid PRIMARY KEY) PARTITION BY HASH (id);
CREATE TABLE buckets_0 PARTITION OF buckets FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE buckets_1 PARTITION OF buckets FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE buckets_2 PARTITION OF buckets FOR VALUES WITH (MODULUS 3, REMAINDER 2);
CREATE TABLE by_month (at timestamp, n int) PARTITION BY LIST (date_part('month', at));
CREATE TABLE by_month_5 PARTITION OF by_month FOR VALUES IN (5);
