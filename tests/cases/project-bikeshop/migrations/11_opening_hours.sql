create table opening_hours (
  weekday smallint primary key check (weekday between 1 and 7),
  opens time not null default '09:30',
  closes time(0) not null default '18:00:00',
  break_of interval minute to second
);
insert into opening_hours (weekday) select generate_series(1, 6);
