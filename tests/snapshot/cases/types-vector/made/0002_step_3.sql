DROP INDEX "items_l2";--> statement-breakpoint
DROP INDEX "items_cosine";--> statement-breakpoint
ALTER TABLE "items" ALTER COLUMN "embedding" SET DEFAULT '[1,2,3]';--> statement-breakpoint
CREATE INDEX "items_ip" ON "items" USING ivfflat ("embedding" vector_ip_ops) WITH (lists=100);--> statement-breakpoint
CREATE INDEX "items_half" ON "items" USING hnsw ("half" halfvec_l2_ops);--> statement-breakpoint
CREATE INDEX "items_bits" ON "items" USING hnsw ("bits" bit_hamming_ops);--> statement-breakpoint
CREATE INDEX "items_cosine" ON "items" USING hnsw ("embedding" vector_cosine_ops) WITH (m=8,ef_construction=64);