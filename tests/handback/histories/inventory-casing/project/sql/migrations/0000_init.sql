CREATE TABLE warehouses (
    warehouse_code char(4) PRIMARY KEY,
    city_name text NOT NULL,
    geo_lat double precision,
    geo_lon double precision
);

CREATE TABLE items (
    id serial PRIMARY KEY,
    sku text NOT NULL CONSTRAINT items_sku_unique UNIQUE,
    unit_weight_g integer,
    hs_code_2022 text,
    html_description text DEFAULT '' NOT NULL
);

CREATE TABLE stock_moves (
    id bigserial PRIMARY KEY,
    item_id integer NOT NULL CONSTRAINT stock_moves_item_id_items_id_fk REFERENCES items (id),
    from_warehouse char(4) CONSTRAINT stock_moves_from_warehouse_warehouses_warehouse_code_fk REFERENCES warehouses (warehouse_code),
    to_warehouse char(4) CONSTRAINT stock_moves_to_warehouse_warehouses_warehouse_code_fk REFERENCES warehouses (warehouse_code),
    quantity integer NOT NULL,
    moved_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT stock_moves_ends CHECK (from_warehouse IS DISTINCT FROM to_warehouse)
);
CREATE INDEX stock_moves_item_id_moved_at_index ON stock_moves (item_id, moved_at);
