insert into brands (name, country) values ('Riese', 'DE'), ('Koga', 'NL');
insert into bikes (brand_id, model, kind, price, slug) select 1 + i % 2, 'Model ' || i, 'gravel', 100 * i, 'model-' || i from generate_series(1, 40) i;
insert into customers (email, name) select 'Rider' || i || '@example.org', 'Rider ' || i from generate_series(1, 30) i;
insert into orders (customer_id, state, ordered) select id, 'paid', now() from customers;
insert into order_lines (order_id, line_no, bike_id, price) select id, 1, 1 + id % 40, 999 from orders;
insert into returns (order_id, line_no, reason) select order_id, line_no, 'too small' from order_lines where order_id < 5;
insert into stock (bike_id, size, amount) select id, 52, 3 from bikes;
