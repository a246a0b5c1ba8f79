"""Attacks on the output: text from outside that a terminal, or GitHub, would take for a command.

What holds for every call (no control character, no line that begins with `::`) is judged in attack.py.

    Attack("a NOTICE that sets the title", reaching(Trait.REPLAYS), together="output of migrations", prepare=...)
"""

from attacks.attack import Attack

ATTACKS: list[Attack] = []
