CREATE TABLE loyalty.accounts (
    user_id uuid PRIMARY KEY CONSTRAINT accounts_user_fk REFERENCES core.users (id) ON DELETE CASCADE,
    points integer NOT NULL DEFAULT 0,
    tier text NOT NULL DEFAULT 'bronze',
    since timestamptz NOT NULL DEFAULT statement_timestamp(),
    CONSTRAINT accounts_points_check CHECK (points >= 0),
    CONSTRAINT accounts_tier_check CHECK (tier IN ('bronze', 'silver', 'gold'))
);
GRANT SELECT ON loyalty.accounts TO loyalty_reporting;
