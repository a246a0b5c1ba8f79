"""What each column can be, which of that goes together, and what one row takes of it."""
