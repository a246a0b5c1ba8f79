"""config-of-script (note): drizzle.config has another name, which a script of package.json has.

Why: drizzle-kit finds only `drizzle.config.ts`, `.js` and `.json` by itself, so this is the file that the scripts name.
Instead: nothing, or name another file with `--config`, or `config` in the settings.
"""
