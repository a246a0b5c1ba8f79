CREATE TABLE orgs (
  id integer PRIMARY KEY,
  name text NOT NULL
);
ALTER TABLE orgs ENABLE ROW LEVEL SECURITY;
CREATE POLICY orgs_own ON orgs FOR SELECT TO dms_reader, dms_writer USING (id = current_org());

CREATE TABLE documents (
  id bigserial PRIMARY KEY,
  org_id integer NOT NULL DEFAULT current_org(),
  name text NOT NULL,
  mime text NOT NULL DEFAULT 'application/pdf',
  bytes bytea,
  CONSTRAINT documents_org_id_orgs_id_fk FOREIGN KEY (org_id) REFERENCES orgs (id)
);
GRANT SELECT ON orgs, documents TO dms_reader;
GRANT SELECT, INSERT, UPDATE, DELETE ON documents TO dms_writer;
GRANT USAGE ON SEQUENCE documents_id_seq TO dms_writer;
