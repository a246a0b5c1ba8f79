-- Reverses 0001_validate_constraint.sql.
--
-- Stays as the forward file made it:
--   users.users_email_check is validated: that its rows were checked stays true

-- There is nothing to take back.
