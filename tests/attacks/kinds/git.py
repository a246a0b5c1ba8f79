"""Attacks by git: what a folder of migrations, or a repository, has git run.

Attack("a hook", reaching(Trait.GIT), lambda world: world.write(".git/hooks/post-checkout", touching(world, "a hook")))
"""

from attacks.attack import Attack

ATTACKS: list[Attack] = []
