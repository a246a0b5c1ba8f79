import { sql } from 'drizzle-orm'
import * as p from 'drizzle-orm/pg-core'

export const my = p.pgSchema('my')
export const comp = p.pgTable('comp', {
  a: p.integer('a'), b: p.integer('b').notNull(), c: p.text('c').references(() => other.code, { onDelete: 'cascade', onUpdate: 'set null' }), d: p.integer('d').references((): any => ids.id, { onDelete: 'set default' }), u: p.text('u').unique('uname', { nulls: 'not distinct' }), v: p.text('v').unique(),
}, (t) => [
  p.primaryKey({ columns: [t.b, t.a] }), p.unique().on(t.a, t.c), p.unique('u2').on(t.a, t.d).nullsNotDistinct(),
  p.check('chk', sql`${t.a} > 5 and (${t.c} <> 'x,y)' or ${t.b} is null)`), p.check('brackets', sql`(a > 1) or (b > 1)`),
  p.foreignKey({ columns: [t.a, t.d], foreignColumns: [pair.x, pair['the y)']], name: 'fkname' }).onDelete('restrict'),
])
export const ids = my.table('ids', { id: p.integer('id').primaryKey(), up: p.integer('up').references((): any => ids.id) })
export const named = my.table('named', { id: p.integer('id') }, (t) => [p.primaryKey({ name: 'My Key', columns: [t.id] })])
export const other = p.pgTable('other', { code: p.text('code').notNull() }, (t) => [p.primaryKey({ columns: [t.code] })])
export const pair = p.pgTable('pair', { x: p.integer('x').primaryKey(), 'the y)': p.integer('the y)') }, (t) => [p.unique().on(t.x, t['the y)'])])
