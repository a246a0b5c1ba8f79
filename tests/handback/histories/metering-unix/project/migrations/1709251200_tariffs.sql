CREATE TABLE tariffs (
  code text PRIMARY KEY,
  rates jsonb DEFAULT '{"day": 0.31, "night": 0.22}'::jsonb NOT NULL,
  hours int4[] DEFAULT '{0,1,2,3,4,5,22,23}' NOT NULL,
  valid daterange NOT NULL,
  share numeric(5, 4) DEFAULT 0.5 NOT NULL CONSTRAINT tariffs_share_check CHECK (share BETWEEN 0 AND 1),
  starts time(0) DEFAULT '22:00:00' NOT NULL
);

ALTER TABLE meters ADD COLUMN tariff text DEFAULT 'standard';
INSERT INTO tariffs (code, valid) VALUES ('standard', '[2024-01-01,)');
ALTER TABLE meters ADD CONSTRAINT meters_tariff_tariffs_code_fk FOREIGN KEY (tariff) REFERENCES tariffs (code) ON DELETE SET DEFAULT;
