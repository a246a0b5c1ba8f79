select sku, sum(quantity) from stock_moves join items using (id) group by sku;
