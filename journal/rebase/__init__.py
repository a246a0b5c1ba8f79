"""REBASE. Move the branch's own migrations behind those of another branch, proved on a copy first."""
