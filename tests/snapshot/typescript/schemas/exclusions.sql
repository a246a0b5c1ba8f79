CREATE TABLE bookings (id integer PRIMARY KEY, during tstzrange NOT NULL, room integer, CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&) WHERE (room > 0));
