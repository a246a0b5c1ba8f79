do $$ begin
  create type order_state as enum ('cart', 'ordered', 'sent');
exception when duplicate_object then null;
end $$;

create table customers (
  id serial primary key,
  email citext not null,
  full_name text,
  newsletter bool default false,
  created timestamp not null default current_timestamp
);
create unique index customers_email_uq on customers (email);

create table orders (
  id serial primary key,
  customer_id int not null references customers on delete restrict,
  state order_state not null default 'cart',
  ordered timestamp,
  remarks text default ''
);
create table order_lines (
  order_id int not null references orders on delete cascade,
  line_no smallint not null,
  bike_id int not null references bikes,
  amount smallint not null default 1,
  price cents not null,
  primary key (order_id, line_no)
);
