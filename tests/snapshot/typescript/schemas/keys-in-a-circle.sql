CREATE TABLE a (id integer PRIMARY KEY, b_id integer);
CREATE TABLE b (id integer PRIMARY KEY, c_id integer);
CREATE TABLE c (id integer PRIMARY KEY, a_id integer REFERENCES a (id), tail_id integer);
ALTER TABLE a ADD CONSTRAINT a_b_id_b_id_fk FOREIGN KEY (b_id) REFERENCES b (id);
ALTER TABLE b ADD CONSTRAINT odd_name FOREIGN KEY (c_id) REFERENCES c (id);
CREATE TABLE tail (id integer PRIMARY KEY, c_id integer CONSTRAINT tail_c_id_c_id_fk REFERENCES c (id));
CREATE TABLE users (id integer PRIMARY KEY, team_id integer); CREATE TABLE teams (id integer PRIMARY KEY, owner_id integer REFERENCES users (id));
ALTER TABLE users ADD FOREIGN KEY (team_id) REFERENCES teams (id);
CREATE TABLE x (id integer PRIMARY KEY, y integer); CREATE TABLE y (id integer PRIMARY KEY, x integer CONSTRAINT y_x_x_id_fk REFERENCES x (id)); ALTER TABLE x ADD CONSTRAINT x_y_y_id_fk FOREIGN KEY (y) REFERENCES y (id);
