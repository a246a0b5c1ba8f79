CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE TABLE messages (id integer PRIMARY KEY, sender_id integer NOT NULL REFERENCES users (id), receiver_id integer REFERENCES users (id), "usersId" integer REFERENCES users (id), sender text, users text);
CREATE TABLE profiles (user_id integer PRIMARY KEY REFERENCES users (id));
CREATE TABLE settings (id integer, user_id integer UNIQUE REFERENCES users (id), "user" text, users text);
CREATE TABLE members (user_id integer REFERENCES users (id), profile_id integer REFERENCES profiles (user_id), PRIMARY KEY (user_id, profile_id));
