create table tasks (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null default gen_random_uuid() primary key,
  title varchar(200) not null,
  state text not null default 'open',
  points smallint,
  due date,
  tags text[] not null default '{}',
  constraint tasks_state_known check (state in ('open', 'doing', 'done')),
  constraint tasks_points_check check (points between 0 and 100),
  constraint tasks_project_fk foreign key (tenant_id, project_id) references projects (tenant_id, id) on delete cascade,
  constraint tasks_title_once unique (tenant_id, project_id, title)
);
create index tasks_open_idx on tasks (tenant_id, due) where state <> 'done';
create index tasks_tags_idx on tasks using gin (tags);
