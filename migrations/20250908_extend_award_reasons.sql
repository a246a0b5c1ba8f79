-- The win-back campaign needs an award reason of its own and a campaign name to report on.
-- A new enum value cannot be used before the transaction that adds it has ended, so nothing here refers to it; the
-- application starts to write it with its next release.

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1
          FROM pg_enum
         WHERE enumtypid = 'award_reason'::regtype
           AND enumlabel = 'retention_bonus'
    ) THEN
        ALTER TYPE award_reason ADD VALUE 'retention_bonus' AFTER 'promotion';
    END IF;
END;
$$;

ALTER TABLE byte_awards ADD COLUMN IF NOT EXISTS campaign text;

-- Until now the campaign was written into the free-text note of a promotion.
UPDATE byte_awards
   SET campaign = replace(lower(btrim(note)), ' ', '_')
 WHERE reason = 'promotion'
   AND campaign IS NULL
   AND note ~* ' campaign\s*$';

CREATE INDEX IF NOT EXISTS byte_awards_campaign_idx
    ON byte_awards (campaign, created_at)
    WHERE campaign IS NOT NULL;

COMMENT ON COLUMN byte_awards.campaign IS 'Marketing campaign in snake_case, for promotions and win-back awards.';
