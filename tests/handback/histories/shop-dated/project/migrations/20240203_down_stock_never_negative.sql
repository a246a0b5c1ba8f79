alter table products drop constraint products_stock_check;
