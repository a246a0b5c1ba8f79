ALTER TABLE tokens ADD COLUMN IF NOT EXISTS used boolean;
DELETE FROM tokens WHERE made < now();
