"""Which folder a drizzle.config makes drizzle-kit work in, and whether the file is ours to follow at all."""

from pathlib import Path

from journal.errors import Note, Severity
from journal.project.drizzle_config.values import DrizzleConfig

DEFAULT = "drizzle"


def ours(config: DrizzleConfig) -> DrizzleConfig | None:
    """The file, or None where it is for another database than PostgreSQL."""
    return None if config.other_dialect else config


def folder_of(config: DrizzleConfig, root: Path) -> str:
    """The folder of the migrations, relative to `root`; empty where the file does not say it.

    Source: `migrateConfig` of drizzle-kit 0.31, whose default is `drizzle`; where only `migrations` is there, nobody
    means that. Raises SettingsInvalid where it is computed.
    """
    if ours(config) is None:
        return ""
    out = config.text("out", '--migrations DIR, or migrations = "DIR" in journal.toml')
    if out is not None:
        return str(out.value)
    usual = (root / DEFAULT).is_dir() or not (root / "migrations").is_dir()
    return DEFAULT if config.said and usual else ""


def dialect_notes(config: DrizzleConfig) -> tuple[Note, ...]:
    """That a file is passed over, and why."""
    if ours(config) is not None:
        return ()
    place = next(config.said[key].place for key in ("dialect", "driver") if key in config.said)
    message = f"{place} is for {config.other_dialect}, not for PostgreSQL; it is passed over."
    help_ = "Name the one for PostgreSQL with --config, or the folder with --migrations."
    return (Note("config-of-other-dialect", message, help_, place, Severity.NOTE),)
