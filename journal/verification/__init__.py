"""VERIFY. The sections of a verification: each is asked for, timed, and has a verdict; none hides another."""
