CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY, email text);
