-- a table of the same name as core.members, on purpose
CREATE TABLE billing.members (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id integer NOT NULL,
  email varchar(254) NOT NULL,
  CONSTRAINT members_tenant_id_email_members_tenant_id_email_fk
    FOREIGN KEY (tenant_id, email) REFERENCES core.members (tenant_id, email) ON UPDATE CASCADE ON DELETE CASCADE,
  CONSTRAINT members_tenant_email_unique UNIQUE (tenant_id, email)
);

CREATE VIEW billing.revenue AS
  SELECT t.slug, sum(i.total) AS total FROM billing.invoices i JOIN core.tenants t ON t.id = i.tenant_id GROUP BY t.slug;
