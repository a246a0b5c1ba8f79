-- change: sequence increment
-- told: sequence: stage.numbers
ALTER SEQUENCE numbers INCREMENT 3;

-- change: sequence bounds
-- told: sequence: stage.numbers
ALTER SEQUENCE numbers MAXVALUE 1000 CYCLE CACHE 4;

-- change: sequence type
-- told: sequence: stage.numbers
ALTER SEQUENCE numbers AS int;

-- change: sequence start
-- told: sequence: stage.numbers
ALTER SEQUENCE numbers START 9;

-- change: sequence added
-- told: sequence: stage.more
CREATE SEQUENCE more AS smallint;

-- change: sequence dropped
-- told: sequence: stage.numbers
DROP SEQUENCE numbers;

-- change: sequence owned
-- told: sequence: stage.numbers
ALTER SEQUENCE numbers OWNED BY loose.a;

-- change: sequence of an identity
-- told: sequence: stage.users_id_seq
ALTER TABLE users ALTER id SET INCREMENT 5;
