create table vouchers (
    code        text primary key,
    percent     smallint not null check (percent between 1 and 100),
    valid_from  date not null default current_date,
    valid_to    date
);

alter table orders add column voucher text references vouchers (code) on update cascade;
