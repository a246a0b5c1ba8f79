"""What to write instead of SQL that PostgreSQL refuses in one transaction; every command gives the same advice."""

NEW_ENUM_VALUE = (
    "To compare, write status::text = 'x'; to store it, write instead of ADD VALUE: ALTER TYPE … RENAME TO …_old, "
    "CREATE TYPE with all values, ALTER COLUMN … DROP DEFAULT, ALTER COLUMN … TYPE … USING status::text::…, SET "
    "DEFAULT again, DROP TYPE …_old."
)
"""How to use a new enum value in the transaction that adds it: PostgreSQL allows it of a type that it created."""
