CREATE TABLE parents (id integer PRIMARY KEY, a integer, b integer, UNIQUE (a, b), CONSTRAINT named UNIQUE (b, a), code text CONSTRAINT code_once UNIQUE);
CREATE TABLE children (id integer, parent_id integer REFERENCES parents (id) ON DELETE CASCADE ON UPDATE SET NULL, other integer, a integer, b integer, code text, CONSTRAINT children_pk PRIMARY KEY (id, parent_id), CONSTRAINT "fk`s" FOREIGN KEY (a, b) REFERENCES parents (a, b) ON DELETE SET DEFAULT, CONSTRAINT children_other_parents_id_fk FOREIGN KEY (other) REFERENCES parents (id) ON DELETE RESTRICT, FOREIGN KEY (code) REFERENCES parents (code) ON UPDATE CASCADE);
CREATE TABLE own_name (id integer CONSTRAINT "my key" PRIMARY KEY);
CREATE TABLE own_name2 (id integer, CONSTRAINT own_name2_id_pk PRIMARY KEY (id));
CREATE TABLE both_keys (id integer PRIMARY KEY UNIQUE);
CREATE TABLE pair (a integer, b integer, PRIMARY KEY (b, a));
