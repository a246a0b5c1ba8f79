DROP SCHEMA loyalty;
