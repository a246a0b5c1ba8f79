CREATE MATERIALIZED VIEW daily AS
SELECT site_id,
       (at AT TIME ZONE 'UTC')::date AS day,
       count(*) AS hits,
       count(DISTINCT visitor) AS visitors
  FROM events
 WHERE kind = 'view'
 GROUP BY 1, 2
WITH NO DATA;

COMMENT ON MATERIALIZED VIEW daily IS 'refreshed every night at 02:00';
