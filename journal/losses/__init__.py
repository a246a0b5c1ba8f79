"""What a file takes away or overwrites, by its SQL, and what of that is there now."""
