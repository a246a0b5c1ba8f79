create function current_tenant() returns uuid language sql stable as
$$ select nullif(current_setting('app.tenant_id', true), '')::uuid $$;

alter table projects enable row level security;
alter table tasks enable row level security;
alter table members enable row level security;

create policy projects_of_tenant on projects
  using (tenant_id = current_setting('app.tenant_id')::uuid);
create policy tasks_of_tenant on tasks to tenancy_member
  using (tenant_id = current_setting('app.tenant_id')::uuid)
  with check (tenant_id = current_setting('app.tenant_id')::uuid);
create policy tasks_read_support on tasks for select to tenancy_support using (true);
create policy members_of_tenant on members as permissive for all to tenancy_member, tenancy_support
  using (tenant_id = current_setting('app.tenant_id')::uuid);

grant select, insert, update, delete on projects, tasks, members to tenancy_member;
grant select on all tables in schema public to tenancy_support;
