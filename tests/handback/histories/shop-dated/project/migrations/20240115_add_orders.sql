create type order_status as enum ('cart', 'placed', 'paid', 'shipped');

create table orders (
    id           bigserial primary key,
    customer_id  integer not null references customers on delete restrict,
    status       order_status not null default 'cart',
    placed_at    timestamptz,
    total        numeric(12, 2) not null default 0
);

create table order_items (
    order_id    bigint references orders on delete cascade,
    product_id  integer references products,
    quantity    integer not null check (quantity > 0),
    unit_price  numeric(12, 2) not null,
    primary key (order_id, product_id)
);

create index on orders (customer_id, placed_at desc);
