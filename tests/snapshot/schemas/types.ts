import { sql } from 'drizzle-orm'
import * as p from 'drizzle-orm/pg-core'

const custom = (name: string) => p.customType<{ data: string }>({ dataType: () => name })
export const level = p.pgSchema('other').enum('Level', ['a', 'b'])
export const mood = p.pgEnum('mood', ['sad', 'ok', "it's"])
export const other = p.pgSchema('other')
export const types = p.pgTable('types', {
  id: p.serial('id').primaryKey(), bigs: p.bigserial('bigs', { mode: 'number' }), smalls: p.smallserial('smalls'),
  i: p.integer('i'), si: p.smallint('si'), bi: p.bigint('bi', { mode: 'number' }), bb: p.bigint('bb', { mode: 'bigint' }),
  b: p.boolean('b'), t: p.text('t'), vc: p.varchar('vc'), vcn: p.varchar('vcn', { length: 255 }), c: p.char('c'), c3: p.char('c3', { length: 3 }),
  n: p.numeric('n'), np: p.numeric('np', { precision: 10 }), nps: p.numeric('nps', { precision: 10, scale: 2 }), np0: p.numeric('np0', { precision: 5, scale: 0 }),
  r: p.real('r'), d: p.doublePrecision('d'), j: p.json('j'), jb: p.jsonb('jb'), u: p.uuid('u'),
  ti: p.time('ti'), tip: p.time('tip', { precision: 3, withTimezone: true }), da: p.date('da'), das: p.date('das', { mode: 'string' }),
  ts: p.timestamp('ts'), tsz: p.timestamp('tsz', { withTimezone: true }), ts3: p.timestamp('ts3', { precision: 3, withTimezone: true }),
  tss: p.timestamp('tss', { precision: 3, withTimezone: true, mode: 'string' }), ts0: p.timestamp('ts0', { precision: 0, mode: 'string' }),
  iv: p.interval('iv'), iv6: p.interval('iv6', { precision: 6 }), ivf: p.interval('ivf', { fields: 'year to month' }), ivs: p.interval('ivs', { fields: 'day to second', precision: 3 }),
  ine: p.inet('ine'), ci: p.cidr('ci'), ma: p.macaddr('ma'), m8: p.macaddr8('m8'), pt: p.point('pt'), li: p.line('li'), bit: p.bit('bit', { dimensions: 3 }),
  m: mood('m'), ms: mood('ms').array(), l: level('l'), la: level('la').array().array(),
  ia: p.integer('ia').array(), ta: p.text('ta').array().array(), ta3: p.text('ta3').array(3), va: p.varchar('va', { length: 10 }).array(), na: p.numeric('na', { precision: 5, scale: 1 }).array(), tsa: p.timestamp('tsa', { precision: 3 }).array(),
  cu: custom('tsvector')('cu'), by: custom('bytea')('by'), f8: custom('float8')('f8'), r4: custom('int4range')('r4'), na2: custom('name')('na2').array(),
})
