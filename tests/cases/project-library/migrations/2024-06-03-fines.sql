begin;
create table fines (
    id bigint generated always as identity primary key,
    loan_id bigint not null references loans,
    amount numeric(8,2) not null default 0.50,
    paid_at timestamptz,
    constraint fines_amount_positive check (amount > 0)
);
create or replace view open_fines as
  select f.id, l.card_no, f.amount from fines f join loans l on l.id = f.loan_id where f.paid_at is null;
end;
