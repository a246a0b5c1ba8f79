CREATE TABLE totals AS SELECT count(*) AS users FROM users;
CREATE MATERIALIZED VIEW mails AS SELECT email FROM users;
