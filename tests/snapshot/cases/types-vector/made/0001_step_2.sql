CREATE TABLE "items" (
	"id" serial PRIMARY KEY NOT NULL,
	"embedding" vector(3) NOT NULL,
	"half" halfvec(4),
	"sparse" sparsevec(5),
	"bits" bit(3)
);
--> statement-breakpoint
CREATE INDEX "items_l2" ON "items" USING hnsw ("embedding" vector_l2_ops);--> statement-breakpoint
CREATE INDEX "items_cosine" ON "items" USING hnsw ("embedding" vector_cosine_ops) WITH (m=16,ef_construction=64);