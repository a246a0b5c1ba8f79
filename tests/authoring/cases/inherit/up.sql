ALTER TABLE child INHERIT parent;
ALTER TABLE old_child NO INHERIT parent;
