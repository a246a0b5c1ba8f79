import { bit, halfvec, index, pgTable, serial, sparsevec, vector } from "drizzle-orm/pg-core";

export const items = pgTable("items", {
  id: serial().primaryKey(),
  embedding: vector({ dimensions: 3 }).notNull(),
  half: halfvec({ dimensions: 4 }),
  sparse: sparsevec({ dimensions: 5 }),
  bits: bit({ dimensions: 3 }),
}, (t) => [
  index("items_l2").using("hnsw", t.embedding.op("vector_l2_ops")),
  index("items_cosine").using("hnsw", t.embedding.op("vector_cosine_ops")).with({ m: 16, ef_construction: 64 }),
]);
