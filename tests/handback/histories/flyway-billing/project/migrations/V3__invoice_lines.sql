CREATE TABLE invoice_line (
    invoice_no    INTEGER  NOT NULL REFERENCES invoice (invoice_no) ON DELETE CASCADE,
    line_no       SMALLINT NOT NULL,
    description   TEXT     NOT NULL,
    quantity      DOUBLE PRECISION NOT NULL DEFAULT 1,
    unit_price    NUMERIC(18, 4) NOT NULL,
    PRIMARY KEY (invoice_no, line_no)
);
