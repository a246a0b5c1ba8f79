CREATE ROLE "case_writer" WITH CREATEROLE;--> statement-breakpoint
ALTER ROLE "case_admin" WITH CREATEDB NOCREATEROLE INHERIT;--> statement-breakpoint
ALTER ROLE "case_reader" WITH NOCREATEDB NOCREATEROLE NOINHERIT;--> statement-breakpoint
CREATE POLICY "read" ON "notes" AS PERMISSIVE FOR SELECT TO "case_reader", current_user USING (id > 0);--> statement-breakpoint
ALTER POLICY "admin" ON "notes" TO case_admin,case_writer USING (true);