CREATE TABLE "items" (
	"id" serial PRIMARY KEY NOT NULL,
	"price" numeric(10, 2) NOT NULL,
	"state" text NOT NULL,
	"code" varchar(8),
	"at" timestamp with time zone,
	"until" timestamp with time zone,
	CONSTRAINT "price_positive" CHECK ("items"."price" > 0),
	CONSTRAINT "state_known" CHECK ("items"."state" IN ('new', 'paid', 'it''s gone')),
	CONSTRAINT "code_shape" CHECK ("items"."code" ~ '^[A-Z]{2}[0-9]+$'),
	CONSTRAINT "order_of_times" CHECK ("items"."at" IS NULL OR "items"."until" IS NULL OR "items"."at" < "items"."until")
);
