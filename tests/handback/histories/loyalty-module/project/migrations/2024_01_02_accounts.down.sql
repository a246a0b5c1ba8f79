DROP TABLE loyalty.accounts;
