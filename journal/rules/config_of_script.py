"""config-of-script (note): a script of package.json names another drizzle.config, for this folder or a further one.

Why: drizzle-kit finds only `drizzle.config.ts`, `.js` and `.json` by itself, so the others are those that scripts name.
Instead: nothing, or name another file with `--config`, or `config` in the settings.
"""
