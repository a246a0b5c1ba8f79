SET search_path = app, public;
ALTER TABLE users ADD COLUMN phone text;
ALTER TABLE users RENAME TO members;
