"""Find the database: by option, variables, .env, drizzle.config, or libpq's own variables, in this order."""

import os
import re
from pathlib import Path

from journal.connect.dsn import sslmode_of
from journal.connect.target import Target, target_of
from journal.connect.variables import LIBPQ_VARIABLES, VARIABLES
from journal.errors import DatabaseUnreachable
from journal.project.drizzle_config.read import ConfigValue, DrizzleConfig, project_environment
from journal.project.settings import Settings

_URLS = ("dbCredentials.url", "dbCredentials.connectionString")
_WORDS = {"host": "host", "port": "port", "user": "user", "password": "password", "database": "dbname"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_NO_SERVER = ("pglite", "aws-data-api")
_INSTEAD = "--url postgresql://user@host/database, or set DATABASE_URL"


def find_target(settings: Settings, url: str | None = None, *, env_var: str | None = None) -> Target:
    """Return the first of `url`, DATABASE_URL, POSTGRES_URL, these in .env, drizzle.config, and libpq's variables.

    With `env_var`, only that variable, of the process or of .env, is read. Raises DatabaseUnreachable if nothing names
    a database, SettingsInvalid if only running drizzle.config would tell which.
    """
    if env_var is not None:
        return _of_variable(settings.root, env_var, url)
    texts = [("--url", url or ""), *((name, os.environ.get(name, "")) for name in VARIABLES)]
    environment = project_environment(settings.root, strict=True)
    texts += [(f".env, {name}", environment.values[name]) for name in VARIABLES if name in environment.files]
    for source, text in texts:
        if text.strip():
            return target_of(text, source)
    found = _of_drizzle(settings.drizzle) if settings.drizzle else None
    named = [name for name in LIBPQ_VARIABLES if os.environ.get(name)]
    if found or named:
        return found or Target({}, ", ".join(named))
    places = [f"and neither {' nor '.join(VARIABLES)} is set, here or in .env"]
    if settings.config is not None:
        places.append(f"and {settings.config.name} has no dbCredentials")
    raise DatabaseUnreachable(
        f"No database is named: there is no --url, {', '.join(places)}.",
        hint="Name it: --url postgresql://user@host/database",
    )


def _of_variable(root: Path, name: str, url: str | None) -> Target:
    if url is not None:
        raise DatabaseUnreachable("--url and --env-var both name a database.", hint="Omit one of them.")
    if not _NAME.match(name):
        raise DatabaseUnreachable(
            "--env-var takes the name of a variable, which this is not (it is not shown, because it may be a URL).",
            hint="Write --env-var DATABASE_URL, or give the URL itself: --url postgresql://user@host/database",
        )
    environment = project_environment(root, strict=True)
    text = environment.values.get(name, "").strip()
    if not text:
        raise DatabaseUnreachable(
            f"--env-var {name}: {name} is {'empty' if name in environment.values else 'not set'}, here and in .env.",
            hint=f"Set it to the URL of the database: export {name}=postgresql://user@host/database",
        )
    return target_of(text, f".env, {name}" if name in environment.files else name)


def _of_drizzle(config: DrizzleConfig) -> Target | None:
    """Return what `dbCredentials` names, as drizzle-kit reads it: a URL, else host and database. None without any."""
    driver = config.get("driver")
    if driver is not None and driver.value in _NO_SERVER:
        raise DatabaseUnreachable(
            f"{driver.place}: the driver {driver.value} does not connect to a PostgreSQL server.",
            hint=f"Name a server: {_INSTEAD}",
            place=driver.place,
        )
    for key in _URLS:
        value = config.text(key, _INSTEAD)
        if value is not None:
            return target_of(str(value.value), _source(config, value))
    found = {word: value for word in _WORDS if (value := config.text(f"dbCredentials.{word}", _INSTEAD))}
    if not {"host", "database"} & found.keys():
        return None
    words = {_WORDS[word]: str(value.value) for word, value in found.items()}
    ssl = config.text("dbCredentials.ssl", _INSTEAD)
    if ssl is not None:
        words["sslmode"] = sslmode_of(ssl.value)
    return Target(words, _source(config, found.get("host") or found["database"]))


def _source(config: DrizzleConfig, value: ConfigValue) -> str:
    origin = f" ({value.origin})" if value.origin else ""
    return f"{config.place.path.name}:{value.place.line}, dbCredentials{origin}"
