\set ON_ERROR_STOP on
begin;
create table reservations (
    isbn char(13) not null references books on delete cascade,
    card_no int not null references readers on delete cascade,
    since timestamptz not null default now(),
    primary key (isbn, card_no)
);
create index on reservations (card_no);
alter table loans rename column due to due_on;
commit;
