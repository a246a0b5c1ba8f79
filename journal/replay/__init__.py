"""RUN. Migrations sent to a database as Drizzle sends them, and what the database stored about it.

Never imports `folder/hashing.py`: the hashes captured here are PostgreSQL's own.
"""
