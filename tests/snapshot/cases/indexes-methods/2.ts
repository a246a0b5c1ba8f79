import { index, inet, jsonb, pgTable, point, text, timestamp, uuid } from "drizzle-orm/pg-core";

export const docs = pgTable("docs", {
  id: uuid().primaryKey(), title: text(), data: jsonb(), tags: text().array(), at: timestamp(), box: point(), address: inet(),
}, (t) => [
  index("docs_hash").using("hash", t.title),
  index("docs_gin").using("gin", t.data),
  index("docs_path").using("gin", t.data.op("jsonb_path_ops")),
  index("docs_tags").using("gin", t.tags),
  index("docs_brin").using("brin", t.at),
  index("docs_gist").using("gist", t.box),
  index("docs_spgist").using("spgist", t.box),
  index("docs_trgm").using("gin", t.title.op("gin_trgm_ops")),
  index("docs_btree").using("btree", t.title),
]);
