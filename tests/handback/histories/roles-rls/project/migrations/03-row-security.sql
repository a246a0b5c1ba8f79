ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE documents FORCE ROW LEVEL SECURITY;
CREATE POLICY documents_read ON documents FOR SELECT TO dms_reader USING (org_id = current_org());
CREATE POLICY documents_write ON documents FOR ALL TO dms_writer
  USING (org_id = current_org()) WITH CHECK (org_id = current_org() AND length(name) < 200);
