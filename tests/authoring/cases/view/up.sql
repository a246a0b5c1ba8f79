CREATE VIEW mails AS SELECT email FROM users;
CREATE OR REPLACE VIEW names WITH (security_barrier = true) AS SELECT name FROM users;
COMMENT ON VIEW mails IS 'Addresses.';
GRANT SELECT ON mails TO PUBLIC;
