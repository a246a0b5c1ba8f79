create table if not exists stock (
  bike_id int not null references bikes on delete cascade,
  size int not null,
  amount int not null default 0,
  counted date default current_date,
  constraint stock_pk primary key (bike_id, size),
  constraint stock_not_negative check (amount >= 0)
);
insert into stock (bike_id, size) select id, unnest(frame_sizes) from bikes on conflict do nothing;
