"""idle-baseline (warning): the settings name a baseline that does not exist.

Why: no migration is treated as the baseline, so none is protected as one.
Instead: correct or remove `baseline` in the settings.
"""
