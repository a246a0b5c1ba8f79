"""Attacks on secrets: forms of URLs whose password must not be printed.

Attack("quoted", reaching(Trait.CONNECTS), setting(DATABASE_URL="'postgresql://u:s3cret@h/d'"), judge=no_secret)
"""

from attacks.attack import Attack

ATTACKS: list[Attack] = []
