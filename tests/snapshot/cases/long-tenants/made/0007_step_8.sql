CREATE VIEW "public"."active_tenants" WITH (security_invoker = true) AS (select "id", "name" from "tenants" where "tenants"."until" > now());--> statement-breakpoint
DROP POLICY "documents_of_tenant" ON "documents" CASCADE;--> statement-breakpoint
CREATE POLICY "documents_of_tenant" ON "documents" AS PERMISSIVE FOR SELECT TO public USING (tenant_id = current_setting('app.tenant')::uuid);