"""What `scripts/kill-sweep-run` does to a manual run, and how it knows what is there. No part of the package."""
