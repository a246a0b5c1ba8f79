import { sql } from 'drizzle-orm'
import * as p from 'drizzle-orm/pg-core'

export const mood = p.pgEnum('mood', ['sad', 'ok', "it's"])
export const s1 = p.pgSequence('s1')
export const defaults = p.pgTable('defaults', {
  i: p.integer('i').default(5).primaryKey(), si: p.smallint('si').default(-1), bi: p.bigint('bi', { mode: 'number' }).default(9007199254740991).notNull(), zero: p.integer('zero').default(0),
  b: p.boolean('b').default(true).notNull(), f: p.boolean('f').default(false), r: p.real('r').default(0.1), d: p.doublePrecision('d').default(1e-7), d2: p.doublePrecision('d2').default(-1e21), d3: p.doublePrecision('d3').default(1e20),
  n: p.numeric('n', { precision: 10, scale: 2 }).default('10.50'), nn: p.numeric('nn', { mode: 'number' }).default(1.5), ns: p.numeric('ns').default(sql`10.50`),
  t: p.text('t').default('its \\ "q" é \u2028 \u007f 😀'), tt: p.text('tt').default('a\nb\tc\u0001'), quote: p.text('quote').default(sql`'it''s'`), empty: p.varchar('empty').default(''), null: p.text('nothing').default('NULL'),
  cast: p.text('cast').default(sql`'  x '::text`), e: p.integer('e').default(sql`1 + 1`), sq: p.integer('sq').default(sql`nextval('s1')`),
  j: p.json('j').default({ a: [1, 'x', { b: null }] }), jb: p.jsonb('jb').default([]), jbs: p.jsonb('jbs').default(sql`'{}'::jsonb`), j5: p.jsonb('j5').default(5),
  ts: p.timestamp('ts').defaultNow().notNull(), tsd: p.timestamp('tsd').default(new Date('2024-01-02T03:04:05.678Z')), tsz: p.timestamp('tsz', { withTimezone: true }).default(new Date('2024-01-02T03:04:05.678Z')),
  da: p.date('da', { mode: 'date' }).default(new Date('2024-01-02T00:00:00Z')), das: p.date('das').default('2024-01-02'), dan: p.date('dan').defaultNow(), ti: p.time('ti').default(sql`now()`), iv: p.interval('iv').default('1 day'),
  u: p.uuid('u').defaultRandom(), u2: p.uuid('u2').default('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), m: mood('m').default('sad').notNull(), ms: mood('ms').array().default(['sad', 'ok']),
  ia: p.integer('ia').array().default([1, 2]), ta: p.text('ta').array().default([]), ts2: p.text('ts2').array().default(sql`'{}'::text[]`), arr: p.text('arr').array().default(sql`ARRAY['a', 'b']`), ba: p.boolean('ba').array().default([true, false]),
})
