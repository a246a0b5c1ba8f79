ALTER TABLE "members" RENAME TO "memberships";--> statement-breakpoint
ALTER TABLE "memberships" DROP CONSTRAINT "members_email";--> statement-breakpoint
ALTER TABLE "memberships" DROP CONSTRAINT "members_role";--> statement-breakpoint
ALTER TABLE "memberships" DROP CONSTRAINT "members_tenant_id_tenants_id_fk";
--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "members_email_once" UNIQUE("tenant_id","email");--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "members_role" CHECK ("memberships"."role" in ('owner', 'admin', 'member'));--> statement-breakpoint
ALTER POLICY "members_of_tenant" ON "memberships" TO public USING ("memberships"."tenant_id" = current_setting('app.tenant')::uuid);