CREATE TABLE "ProjectBoard" (
    "teamId" INTEGER NOT NULL,
    "key" VARCHAR(10) NOT NULL,
    "title" TEXT NOT NULL DEFAULT 'Untitled "board"',
    "isArchived" BOOLEAN NOT NULL DEFAULT false,
    "columns" TEXT[] DEFAULT ARRAY['To do', 'It''s done']::TEXT[],
    "meta" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "ProjectBoard_pkey" PRIMARY KEY ("teamId", "key"),
    CONSTRAINT "ProjectBoard_key_check" CHECK ("key" = upper("key"))
);

CREATE INDEX "ProjectBoard_teamId_isArchived_idx" ON "ProjectBoard"("teamId", "isArchived");

ALTER TABLE "ProjectBoard" ADD CONSTRAINT "ProjectBoard_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;
