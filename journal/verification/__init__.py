"""VERIFY. The checklist: each section is timed and has a verdict, and a failed one hides no other."""
