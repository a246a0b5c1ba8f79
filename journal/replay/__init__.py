"""RUN. Send migrations to a database as Drizzle does, and capture the hashes that the database stores.

It never imports `folder/hashing.py`: the captured hashes are computed by PostgreSQL.
"""
