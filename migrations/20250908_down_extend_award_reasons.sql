-- Reverses 20250908_extend_award_reasons.sql, except for the enum value.
-- PostgreSQL cannot remove a value from an enum, and awards may already carry it. 'retention_bonus' therefore stays
-- in award_reason, unused; the forward file looks for it and can be applied again. Campaign names are lost, the
-- notes they were taken from are untouched.

DROP INDEX IF EXISTS byte_awards_campaign_idx;
ALTER TABLE byte_awards DROP COLUMN IF EXISTS campaign;
