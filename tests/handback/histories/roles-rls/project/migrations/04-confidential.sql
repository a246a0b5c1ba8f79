ALTER TABLE documents ADD COLUMN confidential boolean NOT NULL DEFAULT false;
CREATE POLICY documents_confidential ON documents AS RESTRICTIVE FOR SELECT TO PUBLIC
  USING (NOT confidential OR pg_has_role(current_user, 'dms_writer', 'member'));
DROP POLICY documents_write ON documents;
CREATE POLICY documents_write ON documents FOR ALL TO dms_writer
  USING (org_id = current_org()) WITH CHECK (org_id = current_org());
