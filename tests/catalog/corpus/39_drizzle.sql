-- What drizzle-kit writes, with its names.
CREATE TYPE "public"."role" AS ENUM('admin', 'member');
CREATE SCHEMA "drizzle";
CREATE TABLE "drizzle"."__drizzle_migrations" ("id" serial PRIMARY KEY, "hash" text NOT NULL, "created_at" bigint);
CREATE TABLE "users" ("id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "users_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
  "email" varchar(320) NOT NULL, "role" "role" DEFAULT 'member' NOT NULL, "meta" jsonb DEFAULT '{}'::jsonb,
  "created_at" timestamp with time zone DEFAULT now() NOT NULL, CONSTRAINT "users_email_unique" UNIQUE("email"),
  CONSTRAINT "age_check1" CHECK ("users"."email" <> ''));
CREATE TABLE "posts" ("id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL, "author_id" integer NOT NULL, "tags" text[] DEFAULT '{}'::text[] NOT NULL,
  "title" text, "search" "tsvector" GENERATED ALWAYS AS (to_tsvector('english', "title")) STORED, CONSTRAINT "posts_id_author_id_pk" UNIQUE("id","author_id"));
ALTER TABLE "posts" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "posts" ADD CONSTRAINT "posts_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "posts_author_idx" ON "posts" USING btree ("author_id" DESC NULLS LAST);
CREATE UNIQUE INDEX "users_lower_email" ON "users" USING btree (lower("email"));
CREATE INDEX "posts_search" ON "posts" USING gin ("search");
CREATE VIEW "public"."authors" AS (select "users"."id", "users"."email", count(*) as "n" from "users" inner join "posts" on "posts"."author_id" = "users"."id" group by "users"."id");
CREATE MATERIALIZED VIEW "public"."tag_counts" AS (select unnest("tags") as "tag", count(*) as "n" from "posts" group by 1);
CREATE POLICY "own posts" ON "posts" AS PERMISSIVE FOR ALL TO public USING ("author_id" = current_setting('app.user')::int);
CREATE SEQUENCE "public"."invoice" INCREMENT BY 1 MINVALUE 1000 MAXVALUE 9223372036854775807 START WITH 1000 CACHE 1;
