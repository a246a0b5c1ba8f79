"""RUN. A temporary database, and its schemas step by step, replayed from a folder."""
