"""Attacks by files and links: devices, FIFOs, links out of the project, and files of a size that nobody means.

Attack("the journal is a device", reaching(Trait.READS_FILES), linked("migrations/meta/_journal.json", "/dev/zero"))
"""

from attacks.attack import Attack

ATTACKS: list[Attack] = []
