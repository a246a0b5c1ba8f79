DROP VIEW loyalty.best_customers;
