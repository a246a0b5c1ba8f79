import { sql } from 'drizzle-orm'
import * as p from 'drizzle-orm/pg-core'

export const ix = p.pgTable('ix', { id: p.integer('id').primaryKey(), a: p.integer('a'), b: p.text('b'), c: p.jsonb('c'), d: p.timestamp('d'), camel: p.text('camelCase') }, (t) => [
  p.index().on(t.a), p.uniqueIndex('ux').on(t.a, t.b), p.index('i_order').on(t.a.desc(), t.b.asc().nullsFirst(), t.d.desc().nullsFirst()), p.index('i_camel').on(t.camel.desc()),
  p.index('i_gin').using('gin', t.c.op('jsonb_path_ops')), p.index('i_gin2').using('gin', t.c.op('jsonb_ops')).with({ gin_pending_list_limit: 100, fastupdate: false }), p.index('i_hash').using('hash', t.b), p.index('i_brin').using('brin', t.d).with({ pages_per_range: 4 }),
  p.index('i_expr').on(sql`lower(${t.b})`), p.index('i_expr2').on(sql`lower(${t.b}) desc nulls last`, t.a, sql`(${t.a} + 1)`), p.index('i_where').on(t.a).where(sql`${t.a} is not null and ${t.b} = 'x'`),
  p.index('i_with').on(t.a).with({ fillfactor: 70, deduplicate_items: 'off' }), p.index('i_coll').on(sql`${t.b} collate "C"`), p.index('i_op').on(t.b.op('text_pattern_ops'), t.a), p.index('i_op2').on(t.b.op('varchar_ops')), p.index('i_raw').on(sql`${t.a} desc`),
])
