DO $$ BEGIN
  CREATE TYPE ticket_status AS ENUM ('open', 'closed');
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
DO $$ BEGIN
  CREATE TYPE channel AS ENUM ('mail', 'phone', 'fax');
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;

CREATE TABLE agents (
  id smallserial PRIMARY KEY,
  login varchar(40) NOT NULL CONSTRAINT agents_login_unique UNIQUE,
  channels channel[] NOT NULL DEFAULT ARRAY['mail']::channel[]
);

CREATE TABLE tickets (
  id serial PRIMARY KEY,
  agent_id smallint CONSTRAINT tickets_agent_id_agents_id_fk REFERENCES agents (id),
  subject varchar(255) NOT NULL,
  status ticket_status NOT NULL DEFAULT 'open',
  channel channel NOT NULL,
  opened_at timestamp NOT NULL DEFAULT LOCALTIMESTAMP
);
CREATE INDEX tickets_status_idx ON tickets (status, opened_at);
