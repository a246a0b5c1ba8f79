ALTER TABLE journal_entry ALTER COLUMN reference TYPE TEXT;
ALTER TABLE journal_entry ADD UNIQUE (account_no, currency, reference);
