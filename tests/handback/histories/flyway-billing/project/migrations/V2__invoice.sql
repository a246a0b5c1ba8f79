CREATE TABLE invoice (
    invoice_no    INTEGER PRIMARY KEY,
    account_no    VARCHAR(20) NOT NULL,
    currency      CHAR(3) NOT NULL,
    net           NUMERIC(18, 2) NOT NULL,
    vat           NUMERIC(18, 2) NOT NULL DEFAULT 0.00,
    gross         NUMERIC(18, 2) GENERATED ALWAYS AS (net + vat) STORED,
    due_on        DATE NOT NULL,
    external_ref  UUID UNIQUE,
    FOREIGN KEY (account_no, currency) REFERENCES account ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT ck_invoice_vat CHECK (vat >= 0 AND vat <= net)
);
