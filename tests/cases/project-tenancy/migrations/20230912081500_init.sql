-- roles belong to the whole server, so they may be there already
do $$
begin
  if not exists (select from pg_roles where rolname = 'tenancy_member') then
    create role tenancy_member nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'tenancy_support') then
    create role tenancy_support nologin;
  end if;
end
$$;

create type member_role as enum ('owner', 'admin', 'member');

create table tenants (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z0-9-]+$'),
  name text not null,
  created_at timestamptz not null default now()
);

create table members (
  tenant_id uuid not null references tenants on delete cascade,
  user_id uuid not null,
  role member_role not null default 'member',
  joined_at timestamptz not null default now(),
  primary key (tenant_id, user_id)
);

create table projects (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  title text not null,
  archived boolean not null default false,
  owner_id uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, owner_id) references members (tenant_id, user_id)
);
