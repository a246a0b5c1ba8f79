"""The database that `schema.ts` describes, compared with the database that the entries make."""
