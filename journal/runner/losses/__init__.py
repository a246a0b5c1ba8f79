"""What a down file removes or overwrites, by its SQL, and how much of that exists now."""
