CREATE EXTENSION IF NOT EXISTS citext;
--> statement-breakpoint
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
