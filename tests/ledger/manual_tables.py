"""Tables of other runners that `manual.ledger` can name, each with rows of 0000_a and 0001_b in its own spelling."""

ADOPTED = {
    "names without an ending": (
        "create table ops.done (name text primary key, ran_at timestamptz default now());"
        "insert into ops.done (name) values ('0000_a'), ('0001_b')"
    ),
    "an identity and a generated column": (
        "create table ops.done (id int generated always as identity primary key, file text not null,"
        " size int generated always as (length(file)) stored);"
        "insert into ops.done (file) values ('0000_a.sql'), ('0001_b.sql')"
    ),
    "numbers only": "create table ops.done (version text primary key); insert into ops.done values ('0000'), ('0001')",
    "quotes and another type": (
        """create table ops.done ("the ""File" varchar(200), name varchar(99));"""
        """insert into ops.done values ('x', 'a/0000_a.sql'), (null, 'it''s/0001_b.sql')"""
    ),
}
