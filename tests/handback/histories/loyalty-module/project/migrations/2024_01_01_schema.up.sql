CREATE SCHEMA loyalty;
GRANT USAGE ON SCHEMA loyalty TO loyalty_reporting;
