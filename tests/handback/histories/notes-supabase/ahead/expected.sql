ALTER TABLE "notes" ADD COLUMN "pinned" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE POLICY "give shares" ON "shares" AS PERMISSIVE FOR INSERT TO "authenticated" WITH CHECK ("shares"."user_id" <> auth.uid());--> statement-breakpoint
ALTER POLICY "see shares" ON "shares" TO authenticated USING ("shares"."can_edit");