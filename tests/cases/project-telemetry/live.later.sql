INSERT INTO sites (code, location) SELECT 'S' || lpad(i::text, 3, '0'), point(i, -i) FROM generate_series(1, 5) i;
INSERT INTO devices (site_id, serial_no, mac, address, config, seen_at)
  SELECT 1 + i % 5, 'SN' || i, '08:00:2b:01:02:03', '10.0.0.1', jsonb_build_object('firmware', '1.' || i), now() FROM generate_series(1, 30) i;
INSERT INTO events (device_id, at, kind, value)
  SELECT id, timestamptz '2023-12-20' + n * interval '1 day', 'temperature', n / 3.0 FROM devices, generate_series(1, 20) n;
INSERT INTO alarms (device_id, raised, cleared) SELECT id, now() - interval '2 hours', now() FROM devices;
REFRESH MATERIALIZED VIEW hourly;
