ALTER ROLE "case_reader" WITH NOCREATEDB NOCREATEROLE INHERIT;--> statement-breakpoint
ALTER POLICY "admin" ON "notes" TO case_admin USING (true);