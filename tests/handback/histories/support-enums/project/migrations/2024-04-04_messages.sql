CREATE TABLE messages (
  id bigserial PRIMARY KEY,
  ticket_id integer NOT NULL,
  direction varchar(3) NOT NULL,
  body text NOT NULL,
  headers json,
  sent_at timestamp NOT NULL DEFAULT LOCALTIMESTAMP,
  CONSTRAINT messages_direction_check CHECK (direction IN ('in', 'out')),
  CONSTRAINT messages_ticket_id_tickets_id_fk FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE
);

DO $$
DECLARE
  spam integer;
BEGIN
  SELECT count(*) INTO spam FROM tickets WHERE subject ILIKE '%viagra%';
  RAISE NOTICE '% tickets look like spam', spam;
END $$;

CREATE INDEX messages_ticket_idx ON messages (ticket_id);
