INSERT INTO owners (name) VALUES ('first'); -- the one who is always there
