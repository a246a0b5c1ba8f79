CREATE SCHEMA core;
CREATE SCHEMA IF NOT EXISTS billing;
COMMENT ON SCHEMA core IS 'tenants and people';
