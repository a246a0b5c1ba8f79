-- Posts.
CREATE TABLE posts (id int PRIMARY KEY);
