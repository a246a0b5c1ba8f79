COMMENT ON TABLE users IS 'Members.';
COMMENT ON COLUMN users.email IS 'Unique.';
COMMENT ON CONSTRAINT users_quota_check ON users IS 'No debts.';
