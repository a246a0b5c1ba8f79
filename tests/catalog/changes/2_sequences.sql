-- change: sequence increment
-- differs: sequence: stage.numbers
ALTER SEQUENCE numbers INCREMENT 3;

-- change: sequence bounds
-- differs: sequence: stage.numbers
ALTER SEQUENCE numbers MAXVALUE 1000 CYCLE CACHE 4;

-- change: sequence type
-- differs: sequence: stage.numbers
ALTER SEQUENCE numbers AS int;

-- change: sequence start
-- differs: sequence: stage.numbers
ALTER SEQUENCE numbers START 9;

-- change: sequence added
-- differs: sequence: stage.more
CREATE SEQUENCE more AS smallint;

-- change: sequence dropped
-- differs: sequence: stage.numbers
DROP SEQUENCE numbers;

-- change: sequence owned
-- differs: sequence: stage.numbers
ALTER SEQUENCE numbers OWNED BY loose.a;

-- change: sequence of an identity
-- differs: sequence: stage.users_id_seq
ALTER TABLE users ALTER id SET INCREMENT 5;
