"""`_manual_migrations`: the ledger of SQL that is run by hand."""
