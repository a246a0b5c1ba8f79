insert into tenants (slug, name) select 't-' || i, 'Tenant ' || i from generate_series(1, 20) i;
insert into members (tenant_id, user_id, role) select id, gen_random_uuid(), 'owner' from tenants;
insert into projects (tenant_id, title, owner_id) select tenant_id, 'First', user_id from members;
insert into tasks (tenant_id, project_id, title, points, tags)
  select tenant_id, id, 'Task ' || i, i, array['a', 'b"c'] from projects, generate_series(1, 5) i;
insert into invitations (tenant_id, email) select id, slug || '@example.org' from tenants;
