-- Reverses 20251013141500_create_transfers.sql.
-- All transfers and their download records are lost. The files themselves are not touched.

DELETE FROM admin_dashboard_tabs WHERE slug = 'transfers';
--> statement-breakpoint
DROP TABLE IF EXISTS transfer_recipients;
--> statement-breakpoint
DROP TABLE IF EXISTS transfer_files;
--> statement-breakpoint
DROP TABLE IF EXISTS transfers;
--> statement-breakpoint
DROP TYPE IF EXISTS transfer_state;
