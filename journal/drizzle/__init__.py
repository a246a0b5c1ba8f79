"""Run the project's own Node packages; no other room starts node."""
