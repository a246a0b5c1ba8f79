-- Session tokens are rotated on every refresh. All sessions that descend from one sign-in share a family, so that
-- a replayed token can end the whole family at once.

ALTER TABLE sessions ADD COLUMN IF NOT EXISTS family_id uuid;
--> statement-breakpoint
ALTER TABLE sessions ADD COLUMN IF NOT EXISTS replaced_by uuid;
--> statement-breakpoint
ALTER TABLE sessions ADD COLUMN IF NOT EXISTS rotated_at timestamptz;
--> statement-breakpoint

-- Existing sessions were never rotated: each one is the root of its own family.
UPDATE sessions SET family_id = id WHERE family_id IS NULL;
--> statement-breakpoint
ALTER TABLE sessions
    ALTER COLUMN family_id SET DEFAULT gen_random_uuid(),
    ALTER COLUMN family_id SET NOT NULL;
--> statement-breakpoint
ALTER TABLE sessions
    DROP CONSTRAINT IF EXISTS sessions_rotation_check,
    DROP CONSTRAINT IF EXISTS sessions_replaced_by_fkey;
--> statement-breakpoint
ALTER TABLE sessions
    ADD CONSTRAINT sessions_rotation_check
        CHECK ((replaced_by IS NULL) = (rotated_at IS NULL) AND replaced_by <> id),
    ADD CONSTRAINT sessions_replaced_by_fkey
        FOREIGN KEY (replaced_by) REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED;
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS sessions_family_id_idx ON sessions (family_id);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS sessions_replaced_by_idx ON sessions (replaced_by) WHERE replaced_by IS NOT NULL;
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS sessions_live_expiry_idx
    ON sessions (expires_at)
    WHERE revoked_at IS NULL AND replaced_by IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN sessions.replaced_by
    IS 'Session that took over at rotation. Checked at commit, as the old row is closed first.';
