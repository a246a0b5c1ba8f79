-- Support kept asking which users are about to lose awarded bytes. The summary view now answers it, so the storage
-- tab needs no second query. New columns go to the end, as CREATE OR REPLACE VIEW requires.

CREATE OR REPLACE VIEW user_storage_summary AS
SELECT u.id AS user_id,
       u.email,
       p.code AS plan_code,
       u.bytes_balance,
       coalesce(f.file_count, 0) AS file_count,
       coalesce(f.bytes_stored, 0) AS bytes_stored,
       coalesce(a.bytes_awarded, 0) AS bytes_awarded,
       coalesce(a.bytes_expiring_30d, 0) AS bytes_expiring_30d,
       a.next_expiry_at
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
  LEFT JOIN (
        SELECT user_id,
               sum(bytes)::bigint AS bytes_awarded,
               (sum(bytes) FILTER (
                    WHERE expires_at > now() AND expires_at <= now() + interval '30 days'
               ))::bigint AS bytes_expiring_30d,
               min(expires_at) FILTER (WHERE expires_at > now()) AS next_expiry_at
          FROM byte_awards
         GROUP BY user_id
       ) a ON a.user_id = u.id
 WHERE u.status <> 'deleted';

COMMENT ON COLUMN user_storage_summary.bytes_expiring_30d IS 'Awarded bytes that lapse within the next 30 days.';

UPDATE admin_dashboard_tabs
   SET config = config || '{"highlight": "bytes_expiring_30d"}',
       updated_at = now()
 WHERE slug = 'storage'
   AND NOT config ? 'highlight';
