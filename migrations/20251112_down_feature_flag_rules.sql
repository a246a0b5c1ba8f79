-- Reverses 20251112_feature_flag_rules.sql.
-- Rules are lost. Flags fall back to their overrides and percentage, which the forward file left alone.

DROP INDEX IF EXISTS feature_flags_partial_rollout_idx;
--> statement-breakpoint
DROP INDEX IF EXISTS feature_flags_rules_idx;
--> statement-breakpoint
ALTER TABLE feature_flags DROP CONSTRAINT IF EXISTS feature_flags_rules_check;
--> statement-breakpoint
ALTER TABLE feature_flags DROP COLUMN IF EXISTS rules;
