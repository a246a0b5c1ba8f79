create table if not exists invitations (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants on delete cascade on update cascade,
  email text not null,
  role member_role not null default 'member',
  token text not null default md5(random()::text),
  expires_at timestamptz not null default now() + interval '7 days',
  accepted_at timestamptz
);
create unique index if not exists invitations_email_idx on invitations (tenant_id, lower(email)) where accepted_at is null;
alter table invitations enable row level security;
create policy invitations_of_tenant on invitations to tenancy_member
  using (tenant_id = current_setting('app.tenant_id')::uuid);
