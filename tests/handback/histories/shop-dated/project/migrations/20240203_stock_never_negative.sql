-- the import of 2 February wrote -1 where the supplier had nothing
update products set stock = 0 where stock < 0;
alter table products add check (stock >= 0);
