create table categories (
    id      serial primary key,
    parent  integer references categories,
    name    text not null,
    unique (parent, name)
);

create table products (
    id           serial primary key,
    sku          varchar(32) not null unique,
    title        text not null,
    category_id  integer references categories (id) on delete set null,
    price        numeric(12, 2) not null check (price >= 0),
    stock        integer not null default 0,
    attributes   jsonb not null default '{}'
);

create index on products (category_id);
create index on products using gin (attributes);
