DROP POLICY documents_write ON documents;
DROP POLICY documents_read ON documents;
ALTER TABLE documents NO FORCE ROW LEVEL SECURITY;
ALTER TABLE documents DISABLE ROW LEVEL SECURITY;
