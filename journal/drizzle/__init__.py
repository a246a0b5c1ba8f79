"""The bridge to the project's own Node packages; nothing else starts node."""
