create extension if not exists citext;

create domain cents as integer check (value >= 0);
create domain country_code as char(2) constraint country_is_upper check (value = upper(value));

create type bike_kind as enum ('city', 'mtb');

create table brands (
  id serial primary key,
  name citext not null unique,
  country country_code
);

create table bikes (
  id serial primary key,
  brand_id int not null references brands,
  model varchar(80) not null,
  kind bike_kind not null default 'city',
  price cents not null,
  frame_sizes int[] not null default '{48,52,56}',
  unique (brand_id, model)
);
