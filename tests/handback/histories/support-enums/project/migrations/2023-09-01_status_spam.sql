ALTER TYPE ticket_status ADD VALUE 'spam';
--> statement-breakpoint
ALTER TYPE ticket_status ADD VALUE 'merged' AFTER 'closed';
