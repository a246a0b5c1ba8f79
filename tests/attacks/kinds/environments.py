"""Odd environments: closed streams, encodings, folders that are gone. `call` of an attack starts the command in it."""

from attacks.attack import Attack

ATTACKS: list[Attack] = []
