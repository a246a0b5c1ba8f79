ALTER TABLE bin_locations ADD COLUMN last_counted_at timestamptz, ADD COLUMN counted_by_user_id uuid;
CREATE INDEX bin_locations_not_counted ON bin_locations (last_counted_at NULLS FIRST) WHERE last_counted_at < '2024-01-01'::timestamptz OR last_counted_at IS NULL;
