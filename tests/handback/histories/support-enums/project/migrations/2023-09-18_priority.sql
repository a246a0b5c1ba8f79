CREATE TYPE priority AS ENUM ('low', 'normal', 'high');
--> statement-breakpoint
ALTER TABLE tickets ADD COLUMN priority priority NOT NULL DEFAULT 'normal';
--> statement-breakpoint
CREATE INDEX tickets_urgent_idx ON tickets (opened_at) WHERE priority = 'high'::priority;
