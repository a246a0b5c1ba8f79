CREATE VIEW loyalty.best_customers AS
SELECT u.email, a.points, a.tier
  FROM loyalty.accounts a JOIN core.users u ON u.id = a.user_id
 WHERE u.deleted_at IS NULL AND a.tier = 'gold'
 ORDER BY a.points DESC;
