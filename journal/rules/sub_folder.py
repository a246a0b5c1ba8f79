"""sub-folder (warning): a .sql file is in a sub-folder of the migrations.

Why: drizzle-kit 0.31 reads only the folder itself, so the file is never applied; 1.0 reads a folder for each migration.
Instead: move it up, or put it on the ignore list of the settings.
"""
