DROP TABLE loyalty.movements;
DROP FUNCTION loyalty.book();
