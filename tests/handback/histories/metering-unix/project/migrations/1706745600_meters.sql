CREATE TABLE meters (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  serial_no varchar(32) COLLATE "C" NOT NULL,
  kind char(1) DEFAULT 'E' NOT NULL,
  flags bit(8) DEFAULT B'00000000' NOT NULL,
  address inet,
  mac macaddr,
  position point,
  replaced_by uuid,
  PRIMARY KEY (id),
  CONSTRAINT meters_serial_no_kind_unique UNIQUE NULLS NOT DISTINCT (serial_no, kind),
  CONSTRAINT meters_kind_check CHECK (kind IN ('E', 'G', 'W')),
  CONSTRAINT meters_replaced_by_meters_id_fk FOREIGN KEY (replaced_by) REFERENCES meters (id) DEFERRABLE INITIALLY DEFERRED
);
