CREATE SCHEMA "support";
--> statement-breakpoint
ALTER SEQUENCE "billing"."credit_no" INCREMENT BY 1 MINVALUE 1 MAXVALUE 99999 START WITH 1 CACHE 1 CYCLE;--> statement-breakpoint
CREATE TABLE "support"."cases" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "support"."cases_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"tenant_id" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "core"."members" ALTER COLUMN "joined_on" SET DEFAULT now();--> statement-breakpoint
ALTER TABLE "support"."cases" ADD CONSTRAINT "cases_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "core"."tenants"("id") ON DELETE no action ON UPDATE no action;