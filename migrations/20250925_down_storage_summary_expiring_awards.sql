-- Reverses 20250925_storage_summary_expiring_awards.sql.
-- Columns cannot be taken out of a view in place, so it is dropped and created again. Grants made directly on the
-- view have to be repeated.

UPDATE admin_dashboard_tabs
   SET config = config - 'highlight',
       updated_at = now()
 WHERE slug = 'storage';

DROP VIEW IF EXISTS user_storage_summary;

CREATE VIEW user_storage_summary AS
SELECT u.id AS user_id,
       u.email,
       p.code AS plan_code,
       u.bytes_balance,
       coalesce(f.file_count, 0) AS file_count,
       coalesce(f.bytes_stored, 0) AS bytes_stored
  FROM users u
  JOIN plans p ON p.id = u.plan_id
  LEFT JOIN (
        SELECT owner_id,
               count(*) AS file_count,
               sum(size_bytes)::bigint AS bytes_stored
          FROM files
         WHERE deleted_at IS NULL
           AND state <> 'purged'
         GROUP BY owner_id
       ) f ON f.owner_id = u.id
 WHERE u.status <> 'deleted';

COMMENT ON VIEW user_storage_summary IS 'One row per live user; feeds the storage tab of the admin dashboard.';
