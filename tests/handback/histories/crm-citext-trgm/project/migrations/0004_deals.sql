CREATE TABLE IF NOT EXISTS deals (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL CONSTRAINT deals_company_id_companies_id_fk REFERENCES companies (id),
  contact_id uuid CONSTRAINT deals_contact_id_contacts_id_fk REFERENCES contacts (id) ON DELETE SET NULL,
  title text NOT NULL,
  amount_cents bigint NOT NULL DEFAULT 0,
  probability smallint NOT NULL DEFAULT 10,
  close_date date,
  lost_reason text,
  CONSTRAINT deals_probability_check CHECK (probability BETWEEN 0 AND 100)
);
CREATE INDEX IF NOT EXISTS deals_open_idx ON deals (company_id, close_date) WHERE lost_reason IS NULL AND probability < 100;
CREATE INDEX IF NOT EXISTS deals_month_idx ON deals (date_trunc('month', close_date::timestamp));
