DROP TRIGGER stock_moves_log ON stock_moves;
DROP FUNCTION log_move();
DROP TABLE stock_log;
