CREATE TABLE shared.team (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  lead_id integer
);
CREATE TABLE shared.employee (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  team_id integer NOT NULL REFERENCES shared.team (id),
  "fullName" text NOT NULL,
  hired date NOT NULL DEFAULT CURRENT_DATE,
  hours numeric(4, 1)[],
  UNIQUE (team_id, id)
);
ALTER TABLE shared.team ADD CONSTRAINT team_lead_fk FOREIGN KEY (id, lead_id) REFERENCES shared.employee (team_id, id)
  DEFERRABLE INITIALLY DEFERRED;
