CREATE TABLE billing.invoices (
  no bigint DEFAULT nextval('billing.invoice_no') PRIMARY KEY,
  tenant_id integer NOT NULL CONSTRAINT invoices_tenant_id_tenants_id_fk REFERENCES core.tenants,
  total numeric NOT NULL,
  plan core.plan,
  issued_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX invoices_tenant_idx ON billing.invoices USING btree (tenant_id, issued_at DESC NULLS FIRST);
