CREATE TABLE "users" (
	"id" serial PRIMARY KEY NOT NULL,
	"email" text,
	"name" text,
	"phone" text,
	"code" text,
	"area" integer,
	CONSTRAINT "users_email_unique" UNIQUE("email"),
	CONSTRAINT "users_by_name" UNIQUE("name"),
	CONSTRAINT "users_phone" UNIQUE NULLS NOT DISTINCT("phone"),
	CONSTRAINT "users_code_area_unique" UNIQUE("code","area")
);
