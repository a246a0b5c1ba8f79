import { sql } from 'drizzle-orm'
import * as p from 'drizzle-orm/pg-core'

export const open = p.pgTable('open', { id: p.integer('id').primaryKey() }).enableRLS()
export const rls = p.pgTable('rls', { id: p.integer('id').primaryKey(), owner: p.text('owner') }, (t) => [
  p.pgPolicy('a', { as: 'restrictive', for: 'select', to: 'public', using: sql`${t.owner} = current_user` }),
  p.pgPolicy('b', { for: 'all', to: ['pg_monitor', 'current_user', 'pg_database_owner'], using: sql`true`, withCheck: sql`owner is not null` }), p.pgPolicy('c'),
  p.pgPolicy('d', { for: 'insert', to: 'session_user', withCheck: sql`(id > 1) and (id < 5)` }), p.pgPolicy('e', { for: 'update', using: sql`id = 1` }), p.pgPolicy('f', { for: 'delete', using: sql`id = 1` }),
])
