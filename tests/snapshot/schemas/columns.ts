import { sql } from 'drizzle-orm'
import * as p from 'drizzle-orm/pg-core'

export const my = p.pgSchema('my')
export const a = my.table('a', {
  id: p.integer('id').primaryKey().generatedAlwaysAsIdentity(),
  b: p.bigint('b', { mode: 'number' }).generatedByDefaultAsIdentity({ name: 'my_b', startWith: 10, increment: 5, minValue: 10, maxValue: 1000, cache: 2, cycle: true }),
  s: p.smallint('s').generatedAlwaysAsIdentity({ increment: -1 }), '2': p.text('2'), '10': p.text('10'), big: p.text('Upper Case').notNull(),
})
export const b = p.pgTable('b', {
  id: p.uuid('id').primaryKey(), name: p.text('name').notNull(), i: p.integer('i'),
  lower: p.text('lower').generatedAlwaysAs(sql`lower("name")`).notNull(), twice: p.integer('twice').generatedAlwaysAs((): any => sql`${b.i} * 2`), both: p.text('both').generatedAlwaysAs(sql`('x' || 'y') || (name || ')')`),
})
