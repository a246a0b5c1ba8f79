CREATE TABLE IF NOT EXISTS companies (
  id uuid CONSTRAINT companies_pkey PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  domain citext CONSTRAINT companies_domain_unique UNIQUE,
  tags text[] NOT NULL DEFAULT '{}',
  data jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS contacts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL
    CONSTRAINT contacts_company_id_companies_id_fk REFERENCES companies (id) ON DELETE CASCADE,
  email citext NOT NULL,
  first_name text,
  last_name text,
  phones text[],
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX IF NOT EXISTS contacts_company_email_uq ON contacts (company_id, email);
