"""FIND. Where the migrations, the journal and the settings of a project are, and how its files are read safely."""
