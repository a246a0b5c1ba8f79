import { sql } from 'drizzle-orm'
import * as p from 'drizzle-orm/pg-core'

export const my = p.pgSchema('my')
export const pair = p.pgTable('pair', { x: p.integer('x').primaryKey(), y: p.integer('y') })
export const v1 = p.pgView('v1').as((qb) => qb.select().from(pair))
export const v2 = p.pgView('v2', { id: p.integer('id') }).with({ checkOption: 'cascaded', securityBarrier: true, securityInvoker: false }).as(sql`select x as id from pair where x > 0`)
export const v3 = my.view('v3').as((qb) => qb.select({ x: pair.x, n: sql<number>`count(*)`.as('n') }).from(pair).groupBy(pair.x))
export const mv = p.pgMaterializedView('mv').using('heap').with({ fillfactor: 90, autovacuumEnabled: false, autovacuumVacuumScaleFactor: 0.5, autovacuumFreezeMinAge: 1000 }).withNoData().as((qb) => qb.select().from(pair))
export const mv2 = p.pgMaterializedView('mv2', { id: p.integer('id') }).tablespace('pg_default').as(sql`select x as id from pair`)
export const mv3 = my.materializedView('mv3').as((qb) => qb.select().from(pair))
