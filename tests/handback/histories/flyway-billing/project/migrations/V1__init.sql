CREATE TABLE account (
    account_no    VARCHAR(20)    NOT NULL,
    currency      CHAR(3)        NOT NULL,
    holder        VARCHAR(200)   NOT NULL,
    opened_on     DATE           NOT NULL DEFAULT CURRENT_DATE,
    closed_on     DATE,
    PRIMARY KEY (account_no, currency),
    CHECK (closed_on IS NULL OR closed_on >= opened_on)
);

CREATE TABLE journal_entry (
    entry_id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_no    VARCHAR(20)    NOT NULL,
    currency      CHAR(3)        NOT NULL,
    amount        NUMERIC(18, 4) NOT NULL,
    booked_at     TIMESTAMP(3)   NOT NULL,
    reference     VARCHAR(64),
    FOREIGN KEY (account_no, currency) REFERENCES account (account_no, currency)
);

CREATE INDEX ix_journal_entry_account ON journal_entry (account_no, currency, booked_at);
