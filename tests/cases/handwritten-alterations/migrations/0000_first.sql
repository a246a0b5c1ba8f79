CREATE TYPE mood AS ENUM ('ok', 'bad');
create table t (
  id bigserial primary key,
  a decimal(10,2) default 0.00,
  b numeric(10, 0) not null default -1,
  c timestamp(3) default ('2020-01-01'),
  d Time (3) default now(),
  e character(1) default 'x'::bpchar,
  f character varying(5)[] default '{a,b}',
  g int[] default '{1, 2}'::int[],
  h jsonb default '{"b": [1, 2], "a": "it''s"}',
  i real default 0.0,
  j double precision default '1.5',
  k boolean default 'f',
  l mood default 'ok'::mood,
  m interval default '24 hours',
  n bigint default 9,
  o text default concat('A', 'b'),
  p timestamptz default (now() at time zone 'utc'),
  q char,
  r integer
);
alter table t add column s bool not null default true, alter column r set default +5;
ALTER TABLE t ALTER COLUMN q TYPE VARCHAR ( 3 ), ALTER COLUMN q SET DEFAULT 'y'::character varying;
ALTER TABLE "t" ADD COLUMN "u" TIMESTAMP NOT NULL DEFAULT NOW();
