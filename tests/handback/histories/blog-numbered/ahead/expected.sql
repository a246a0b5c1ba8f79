ALTER TABLE "authors" ALTER COLUMN "bio" SET DEFAULT 'nothing yet';
ALTER TABLE "authors" ALTER COLUMN "bio" SET NOT NULL;
CREATE INDEX "comments_spam_idx" ON "comments" USING btree ("spam_score") WHERE "comments"."spam_score" > 0.5;