CREATE VIEW weekly AS
SELECT s.host, date_trunc('week', d.day::timestamp)::date AS week, sum(d.hits)::bigint AS hits
  FROM daily d
  JOIN sites s ON s.id = d.site_id
 GROUP BY s.host, date_trunc('week', d.day::timestamp)::date;
