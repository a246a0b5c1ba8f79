-- Recompute the daily roll-ups from the raw events: the nightly job had stopped early in August and its results
-- never contained downloads. Nightly rows are overwritten only where the numbers differ.
--
-- Data only, hence no down file: rows written here carry source = 'backfill' and can be recomputed at any time.

DO $$
DECLARE
    missing bigint;
BEGIN
    SELECT count(*)
      INTO missing
      FROM (
            SELECT DISTINCT (occurred_at AT TIME ZONE 'UTC')::date AS day, event_name
              FROM analytics_events
           ) e
     WHERE NOT EXISTS (
            SELECT 1
              FROM analytics_daily_rollups r
             WHERE r.day = e.day
               AND r.event_name = e.event_name
           );
    RAISE NOTICE 'preflight: % day/event pair(s) have no roll-up yet', missing;
END;
$$;

INSERT INTO analytics_daily_rollups AS r (
    day, event_name, event_count, unique_users, bytes_uploaded, bytes_deleted, bytes_downloaded, source, computed_at
)
SELECT day,
       event_name,
       count(*),
       count(DISTINCT user_id),
       coalesce(sum(bytes) FILTER (WHERE event_name = 'file_uploaded'), 0),
       coalesce(sum(bytes) FILTER (WHERE event_name = 'file_deleted'), 0),
       coalesce(sum(bytes) FILTER (WHERE event_name = 'file_downloaded'), 0),
       'backfill',
       now()
  FROM (
        SELECT (occurred_at AT TIME ZONE 'UTC')::date AS day,
               event_name,
               user_id,
               -- Some clients sent words instead of a number; those events count, their bytes do not.
               CASE
                   WHEN properties ->> 'bytes' ~ '^[0-9]{1,15}$' THEN (properties ->> 'bytes')::bigint
               END AS bytes
          FROM analytics_events
       ) e
 GROUP BY day, event_name
ON CONFLICT (day, event_name) DO UPDATE
   SET event_count = excluded.event_count,
       unique_users = excluded.unique_users,
       bytes_uploaded = excluded.bytes_uploaded,
       bytes_deleted = excluded.bytes_deleted,
       bytes_downloaded = excluded.bytes_downloaded,
       source = excluded.source,
       computed_at = excluded.computed_at
 WHERE (r.event_count, r.unique_users, r.bytes_uploaded, r.bytes_deleted, r.bytes_downloaded)
       IS DISTINCT FROM
       (excluded.event_count, excluded.unique_users, excluded.bytes_uploaded, excluded.bytes_deleted,
        excluded.bytes_downloaded);
