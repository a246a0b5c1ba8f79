-- Reverses 20251030_rotate_session_tokens.sql.
-- Rotated sessions would become usable again without the columns that mark them, so they are revoked first.

UPDATE sessions
   SET revoked_at = rotated_at
 WHERE replaced_by IS NOT NULL
   AND revoked_at IS NULL;
--> statement-breakpoint
DROP INDEX IF EXISTS sessions_live_expiry_idx;
--> statement-breakpoint
DROP INDEX IF EXISTS sessions_replaced_by_idx;
--> statement-breakpoint
DROP INDEX IF EXISTS sessions_family_id_idx;
--> statement-breakpoint
ALTER TABLE sessions
    DROP CONSTRAINT IF EXISTS sessions_replaced_by_fkey,
    DROP CONSTRAINT IF EXISTS sessions_rotation_check;
--> statement-breakpoint
ALTER TABLE sessions
    DROP COLUMN IF EXISTS rotated_at,
    DROP COLUMN IF EXISTS replaced_by,
    DROP COLUMN IF EXISTS family_id;
