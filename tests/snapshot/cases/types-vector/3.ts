import { sql } from "drizzle-orm";
import { bit, halfvec, index, pgTable, serial, sparsevec, vector } from "drizzle-orm/pg-core";

export const items = pgTable("items", {
  id: serial().primaryKey(),
  embedding: vector({ dimensions: 3 }).notNull().default(sql`'[1,2,3]'`),
  half: halfvec({ dimensions: 4 }),
  sparse: sparsevec({ dimensions: 5 }),
  bits: bit({ dimensions: 3 }),
}, (t) => [
  index("items_cosine").using("hnsw", t.embedding.op("vector_cosine_ops")).with({ m: 8, ef_construction: 64 }),
  index("items_ip").using("ivfflat", t.embedding.op("vector_ip_ops")).with({ lists: 100 }),
  index("items_half").using("hnsw", t.half.op("halfvec_l2_ops")),
  index("items_bits").using("hnsw", t.bits.op("bit_hamming_ops")),
]);
