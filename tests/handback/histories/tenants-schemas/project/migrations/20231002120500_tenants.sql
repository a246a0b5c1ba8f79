CREATE TYPE core.plan AS ENUM ('free', 'team', 'enterprise');

CREATE TABLE core.tenants (
  id integer GENERATED ALWAYS AS IDENTITY (START WITH 100 INCREMENT BY 10 CACHE 5) PRIMARY KEY,
  slug varchar(63) NOT NULL CONSTRAINT tenants_slug_unique UNIQUE,
  plan core.plan NOT NULL DEFAULT 'free',
  settings jsonb NOT NULL DEFAULT '{"locale":"en"}'
);

CREATE TABLE core.members (
  tenant_id integer NOT NULL,
  email varchar(254) NOT NULL,
  invited_by varchar(254),
  joined_on date,
  CONSTRAINT members_tenant_id_email_pk PRIMARY KEY (tenant_id, email),
  CONSTRAINT members_tenant_id_tenants_id_fk FOREIGN KEY (tenant_id) REFERENCES core.tenants (id) ON DELETE CASCADE,
  CONSTRAINT members_inviter_fk FOREIGN KEY (tenant_id, invited_by) REFERENCES core.members (tenant_id, email)
);
