import { index, inet, jsonb, pgTable, point, text, timestamp, uuid } from "drizzle-orm/pg-core";

export const docs = pgTable("docs", {
  id: uuid().primaryKey(), title: text(), data: jsonb(), tags: text().array(), at: timestamp(), box: point(), address: inet(),
}, (t) => [
  index("docs_hash").using("hash", t.title),
  index("docs_gin").using("gin", t.data.op("jsonb_path_ops")).with({ fastupdate: false }),
  index("docs_brin").using("brin", t.at).with({ pages_per_range: 64 }),
  index("docs_like").on(t.title),
  index("docs_default_op").on(t.title),
  index("docs_fill").on(t.at).with({ fillfactor: 90 }),
]);
