CREATE TABLE parent (id bigint);
CREATE TABLE child (id bigint);
CREATE TABLE old_child () INHERITS (parent);
