CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY, active boolean NOT NULL);
