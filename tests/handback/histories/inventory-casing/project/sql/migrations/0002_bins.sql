CREATE TABLE bin_locations (
    warehouse_code char(4) NOT NULL,
    bin_no smallint NOT NULL,
    max_weight_kg numeric(8, 3) DEFAULT 250 NOT NULL,
    CONSTRAINT bin_locations_warehouse_code_bin_no_pk PRIMARY KEY (warehouse_code, bin_no),
    CONSTRAINT bin_locations_warehouse_code_warehouses_warehouse_code_fk
        FOREIGN KEY (warehouse_code) REFERENCES warehouses (warehouse_code)
);
ALTER TABLE stock_moves ADD COLUMN to_bin_no smallint;
ALTER TABLE stock_moves ADD CONSTRAINT stock_moves_bin FOREIGN KEY (to_warehouse, to_bin_no)
    REFERENCES bin_locations (warehouse_code, bin_no) MATCH SIMPLE;
