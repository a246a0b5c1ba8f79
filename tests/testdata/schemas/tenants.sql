-- Many tenants in one database: the tenant is in every key.
CREATE SCHEMA app;
CREATE TYPE app.role AS ENUM ('owner', 'admin', 'member');
CREATE TABLE app.tenants (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), subdomain text NOT NULL UNIQUE CHECK (subdomain ~ '^[a-z](?:[a-z0-9-]{1,61}[a-z0-9])$'), plan text NOT NULL DEFAULT 'free');
CREATE TABLE app.users (tenant_id uuid NOT NULL REFERENCES app.tenants ON DELETE CASCADE, id bigint GENERATED ALWAYS AS IDENTITY, email text NOT NULL, manager_id bigint, role app.role NOT NULL DEFAULT 'member', PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, email), FOREIGN KEY (tenant_id, manager_id) REFERENCES app.users (tenant_id, id));
CREATE UNIQUE INDEX users_email ON app.users (tenant_id, lower(email));
CREATE UNIQUE INDEX one_owner ON app.users (tenant_id) WHERE role = 'owner';
CREATE TABLE app.projects (tenant_id uuid NOT NULL REFERENCES app.tenants, id int NOT NULL, lead_id bigint NOT NULL, deputy_id bigint, name text NOT NULL, PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, lead_id) REFERENCES app.users, FOREIGN KEY (tenant_id, deputy_id) REFERENCES app.users, CHECK (deputy_id <> lead_id));
CREATE TABLE app.tasks (tenant_id uuid NOT NULL, project_id int NOT NULL, id int NOT NULL, parent_id int, assignee_id bigint, title text NOT NULL, PRIMARY KEY (tenant_id, project_id, id), FOREIGN KEY (tenant_id, project_id) REFERENCES app.projects, FOREIGN KEY (tenant_id, project_id, parent_id) REFERENCES app.tasks, FOREIGN KEY (tenant_id, assignee_id) REFERENCES app.users);
CREATE TABLE app.comments (tenant_id uuid, project_id int, task_id int, author_id bigint, body text, FOREIGN KEY (tenant_id, project_id, task_id) REFERENCES app.tasks MATCH FULL, FOREIGN KEY (tenant_id, author_id) REFERENCES app.users MATCH FULL);
CREATE TABLE app.memberships (tenant_id uuid, project_id int, user_id bigint, since date NOT NULL, PRIMARY KEY (tenant_id, project_id, user_id), FOREIGN KEY (tenant_id, project_id) REFERENCES app.projects, FOREIGN KEY (tenant_id, user_id) REFERENCES app.users);
ALTER TABLE app.users ENABLE ROW LEVEL SECURITY; ALTER TABLE app.users FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.users USING (tenant_id = current_setting('app.tenant')::uuid);
