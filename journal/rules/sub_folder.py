"""sub-folder (warning): a .sql file is in a sub-folder of the migrations.

Why: drizzle-kit reads only the folder itself, so the file is never applied.
Instead: move it up, or put it on the ignore list of the settings.
"""

MESSAGE = "{name} is in a sub-folder, where neither drizzle-kit nor this tool looks for migrations."
HELP = "Move it up, or put it on the ignore list of the settings."
