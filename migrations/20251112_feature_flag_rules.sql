-- A percentage is too blunt for staged roll-outs. Flags get an ordered list of rules, evaluated before the
-- percentage; the first rule that matches decides.

ALTER TABLE feature_flags ADD COLUMN IF NOT EXISTS rules jsonb DEFAULT '[]' NOT NULL;
--> statement-breakpoint
ALTER TABLE feature_flags DROP CONSTRAINT IF EXISTS feature_flags_rules_check;
--> statement-breakpoint
ALTER TABLE feature_flags
    ADD CONSTRAINT feature_flags_rules_check CHECK (jsonb_typeof(rules) = 'array');
--> statement-breakpoint

-- Design partners were switched on one by one. One rule per flag replaces those overrides from now on; the override
-- rows are kept because they still take precedence over rules.
UPDATE feature_flags f
   SET rules = jsonb_build_array(jsonb_build_object('kind', 'users', 'user_ids', o.user_ids, 'enabled', true))
  FROM (
        SELECT flag_key, jsonb_agg(user_id ORDER BY user_id) AS user_ids
          FROM feature_flag_overrides
         WHERE is_enabled
         GROUP BY flag_key
       ) o
 WHERE o.flag_key = f.key
   AND f.rules = '[]';
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS feature_flags_rules_idx ON feature_flags USING gin (rules jsonb_path_ops);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS feature_flags_partial_rollout_idx
    ON feature_flags (key)
    WHERE is_enabled AND rollout_percent < 100;
--> statement-breakpoint
COMMENT ON COLUMN feature_flags.rules
    IS 'Ordered list, first match wins. Each rule has "kind" (users, plan, org), its operands and "enabled".';
