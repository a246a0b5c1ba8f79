import { sql } from 'drizzle-orm'
import * as p from 'drizzle-orm/pg-core'

export const a = p.pgSequence('a', { startWith: 5, increment: 2, minValue: 1, maxValue: 100, cycle: true, cache: 3 })
export const admin = p.pgRole('spelt_admin', { createDb: true, createRole: true, inherit: false })
export const b = p.pgSchema('my').sequence('b')
export const c = p.pgSequence('c', { increment: -1 })
export const my = p.pgSchema('my')
export const plain = p.pgRole('spelt_plain')
export const size = my.enum('size', ['S', 'm', ''])
