"""Replace the migrations up to one by a single file that makes the same schema and the same rows."""
