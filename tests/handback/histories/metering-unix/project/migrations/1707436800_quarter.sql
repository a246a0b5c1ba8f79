ALTER TABLE readings
  ADD COLUMN quarter integer GENERATED ALWAYS AS ((EXTRACT(epoch FROM taken_at AT TIME ZONE 'UTC') / 900)::integer) STORED;
CREATE UNIQUE INDEX readings_meter_quarter_idx ON readings (meter_id, quarter) WHERE quality >= 0;
