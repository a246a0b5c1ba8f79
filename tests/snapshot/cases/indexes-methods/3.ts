import { index, inet, jsonb, pgTable, point, text, timestamp, uuid } from "drizzle-orm/pg-core";

export const docs = pgTable("docs", {
  id: uuid().primaryKey(), title: text(), data: jsonb(), tags: text().array(), at: timestamp(), box: point(), address: inet(),
}, (t) => [
  index("docs_hash").using("hash", t.title).with({ fillfactor: 80 }),
  index("docs_gin").using("gin", t.data).with({ fastupdate: "off", gin_pending_list_limit: 128 }),
  index("docs_path").using("gin", t.data.op("jsonb_ops")),
  index("docs_tags").using("gin", t.tags),
  index("docs_brin").using("brin", t.at).with({ pages_per_range: 32, autosummarize: true }),
  index("docs_gist").using("gist", t.box),
  index("docs_trgm").using("gist", t.title.op("gist_trgm_ops")),
  index("docs_like").on(t.title.op("text_pattern_ops")),
  index("docs_default_op").on(t.title.op("text_ops"), t.id.op("uuid_ops")),
  index("docs_desc_op").on(t.title.op("varchar_pattern_ops"), t.at),
  index("docs_inet").using("gist", t.address.op("inet_ops")),
  index("docs_fill").on(t.at).with({ fillfactor: 70, deduplicate_items: "off" }),
]);
