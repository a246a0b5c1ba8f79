CREATE TABLE IF NOT EXISTS posts (
    id int PRIMARY KEY,
    title text
);
