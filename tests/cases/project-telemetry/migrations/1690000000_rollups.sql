CREATE MATERIALIZED VIEW hourly AS
SELECT device_id, date_trunc('hour', at) AS hour, count(*) AS events, avg(value) AS mean
  FROM events
 GROUP BY device_id, date_trunc('hour', at)
WITH NO DATA;
CREATE UNIQUE INDEX hourly_key ON hourly (device_id, hour);
REFRESH MATERIALIZED VIEW hourly;

CREATE VIEW stale_devices AS
SELECT d.id, d.serial_no, d.seen_at, s.code AS site
  FROM devices d JOIN sites s ON s.id = d.site_id
 WHERE d.seen_at IS NULL OR d.seen_at < now() - interval '1 hour';
