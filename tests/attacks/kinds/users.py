"""Attacks by another local user: links and folders that are there before ours.

The folder of runs is `world.environment["JOURNAL_RUN_DIR"]`, the cache's `["JOURNAL_CACHE_DIR"]`; an attack sets both
to a folder of its own in `world.folder`, so that other tests go on with theirs.
"""

from attacks.attack import Attack

ATTACKS: list[Attack] = []
