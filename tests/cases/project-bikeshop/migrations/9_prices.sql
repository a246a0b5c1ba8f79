alter table order_lines add column vat numeric(4,3) not null default .19;
alter table bikes add column listed_since date not null default '2024-01-01';
