-- needs: 18
-- What 18 added: named NOT NULL, NOT ENFORCED, periods, NOT VALID on NOT NULL.
CREATE EXTENSION btree_gist;
CREATE TABLE named (
  a int CONSTRAINT a_there NOT NULL, b int NOT NULL, c int, d int,
  CONSTRAINT c_there NOT NULL c, NOT NULL d NO INHERIT
);
ALTER TABLE named ADD e int;
ALTER TABLE named ADD NOT NULL e NOT VALID;
CREATE TABLE keyed (id int PRIMARY KEY, x int CONSTRAINT unenforced CHECK (x > 0) NOT ENFORCED);
CREATE TABLE refers (id int REFERENCES keyed NOT ENFORCED, k int CONSTRAINT fk REFERENCES keyed);
CREATE TABLE booked (room int, during daterange, PRIMARY KEY (room, during WITHOUT OVERLAPS));
CREATE TABLE guest (id int, room int, during daterange, UNIQUE (id, during WITHOUT OVERLAPS),
  FOREIGN KEY (room, PERIOD during) REFERENCES booked (room, PERIOD during));
CREATE TABLE heir () INHERITS (named);
CREATE TABLE heir_own (f int, CONSTRAINT own_there NOT NULL a) INHERITS (named);
