CREATE TRIGGER touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
--> statement-breakpoint
UPDATE users SET name = upper(name);
--> statement-breakpoint
CREATE AGGREGATE longest(text) (SFUNC = textcat, STYPE = text);
--> statement-breakpoint
CREATE STATISTICS users_names ON id, name FROM users;
