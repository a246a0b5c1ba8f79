create table customers (
    id          serial primary key,
    email       text not null unique,
    full_name   text not null,
    country     char(2) not null default 'NL',
    created_at  timestamptz not null default now()
);
