"""ADOPT. The history of another tool, a script that ran by hand, or drift becomes migrations of the journal."""
