"""What `scripts/bench` measures, one thing a module. Nothing here is part of the package."""
