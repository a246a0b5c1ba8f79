CREATE OR REPLACE VIEW addresses AS SELECT email, id FROM users;
