CREATE TABLE a (n integer, twice integer GENERATED ALWAYS AS (n * 2) STORED);
