-- Reverses 0001_guards_that_do_nothing.sql.

-- There is nothing to take back.
