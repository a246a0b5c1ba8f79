CREATE TABLE "sales" (
	"id" serial PRIMARY KEY NOT NULL,
	"day" date NOT NULL,
	"amount" numeric(10, 2) NOT NULL
);
--> statement-breakpoint
CREATE MATERIALIZED VIEW "public"."daily" AS (select "day", sum("amount") as "total" from "sales" group by "sales"."day");--> statement-breakpoint
CREATE MATERIALIZED VIEW "public"."plain" AS (select id from sales) WITH NO DATA;