CREATE TABLE readings (
  id bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME readings_id_seq INCREMENT 1 START 1) PRIMARY KEY,
  meter_id uuid NOT NULL CONSTRAINT readings_meter_id_meters_id_fk REFERENCES meters ON DELETE CASCADE,
  taken_at timestamptz(3) NOT NULL,
  kwh numeric(20, 6) NOT NULL,
  raw real[],
  matrix double precision[][],
  window_size interval DEFAULT '00:15:00' NOT NULL,
  quality smallint DEFAULT -1 NOT NULL
);

CREATE INDEX readings_meter_covering ON readings (meter_id, taken_at) INCLUDE (kwh);
CREATE INDEX readings_bad_idx ON readings USING hash (meter_id) WHERE quality < 0;
