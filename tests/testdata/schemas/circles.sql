-- Tables that refer to each other, to themselves, and some that cannot do without it.
CREATE TABLE employees (id serial PRIMARY KEY, boss_id int NOT NULL REFERENCES employees, name text NOT NULL);
CREATE TABLE nodes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), root_id uuid NOT NULL REFERENCES nodes, parent_id uuid REFERENCES nodes);
CREATE TABLE rooms (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, twin_id bigint NOT NULL UNIQUE REFERENCES rooms);
CREATE TABLE hens (id int PRIMARY KEY, egg_id int NOT NULL);
CREATE TABLE eggs (id int PRIMARY KEY, hen_id int NOT NULL REFERENCES hens);
ALTER TABLE hens ADD FOREIGN KEY (egg_id) REFERENCES eggs DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE one (id serial PRIMARY KEY, two_id int NOT NULL, label text);
CREATE TABLE two (id serial PRIMARY KEY, three_id uuid NOT NULL);
CREATE TABLE three (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), one_id int NOT NULL REFERENCES one);
ALTER TABLE one ADD FOREIGN KEY (two_id) REFERENCES two;
ALTER TABLE two ADD FOREIGN KEY (three_id) REFERENCES three;
CREATE TABLE hangs_on (one_id int NOT NULL REFERENCES one, hen_id int NOT NULL REFERENCES hens);
CREATE TABLE teams (id serial PRIMARY KEY, captain_id int, name text);
CREATE TABLE players (id serial PRIMARY KEY, team_id int NOT NULL REFERENCES teams);
ALTER TABLE teams ADD FOREIGN KEY (captain_id) REFERENCES players;
