alter table orders drop column voucher;
drop table vouchers;
