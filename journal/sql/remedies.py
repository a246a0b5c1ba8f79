"""What to write instead of SQL that PostgreSQL refuses in one transaction; every command gives the same advice."""

NEW_ENUM_VALUE = (
    "To compare, write status::text = 'x'; to store it, write instead of ADD VALUE: ALTER TYPE … RENAME TO …_old, "
    "CREATE TYPE with all values, ALTER COLUMN … DROP DEFAULT, ALTER COLUMN … TYPE … USING status::text::…, SET "
    "DEFAULT again, DROP TYPE …_old."
)
"""How to use a new enum value in the transaction that adds it: PostgreSQL allows it of a type that it created."""
BEFORE_MIGRATE_OF_1 = (
    "Begin the file with the line `-- journal: no-transaction`, and run it before the migrate of drizzle 1.0, which "
    "then passes over its name: drizzle-journal run --journal"
)
"""What runs a migration of drizzle 1.0 outside a transaction: there every folder is a migration."""
