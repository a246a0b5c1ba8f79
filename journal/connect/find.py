"""Find the database: by option, variables, drizzle.config, .env, or libpq's own variables, in this order.

After the variables of the process, the database is the one that drizzle-kit would get: what `dbCredentials` of
drizzle.config names, with .env loaded before it. Variables of .env and those for direct connections name it only where
drizzle.config names none. Two places that name different databases are for rivals.py.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from journal.connect.dsn import sslmode_of
from journal.connect.rivals import Look, choose_target
from journal.connect.target import Target, target_of
from journal.connect.unnamed import ways_to_name
from journal.connect.variables import DIRECT_VARIABLES, LIBPQ_VARIABLES, VARIABLES
from journal.errors import DatabaseUnreachable, SettingsInvalid
from journal.project.drizzle_config.dotenv import Environment
from journal.project.drizzle_config.read import ConfigValue, DrizzleConfig, project_environment
from journal.project.settings import Settings

_URLS = ("dbCredentials.url", "dbCredentials.connectionString")
_WORDS = {"host": "host", "port": "port", "user": "user", "password": "password", "database": "dbname"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_NO_SERVER = ("pglite", "aws-data-api")
_INSTEAD = "--url postgresql://user@host/database, or set DATABASE_URL"


def find_target(
    settings: Settings,
    url: str | None = None,
    *,
    env_var: str | None = None,
    writes: bool = False,
    look: Look | None = None,
) -> Target:
    """Return the first of `url`, DATABASE_URL, POSTGRES_URL, drizzle.config, these in .env, and libpq's variables.

    With `env_var`, only that variable, of the process, of .env or of a file that drizzle.config loads, is read.
    `writes`: the command changes the database; `look` compares two whose names differ. Raises DatabaseUnreachable if
    nothing names a database, SettingsInvalid if only running drizzle.config would tell which, DatabaseAmbiguous if it
    `writes` and two places name two.
    """
    environment = project_environment(settings.root, strict=True)
    if env_var is not None:
        return _of_variable(settings, env_var, url)
    if url is not None and url.strip():
        return target_of(url, "--url")
    try:
        return _of_places(settings, environment, writes=writes, look=look)
    except DatabaseUnreachable:
        if settings.for_other_dialect:  # its URL is no error in itself
            raise _nothing_named(settings, environment) from None
        raise


def _of_places(settings: Settings, environment: Environment, *, writes: bool, look: Look | None) -> Target:
    """Return the database that a variable or a file names, the first of the places in which they are looked for."""
    process = next(
        (_of_environment(name, text) for name in VARIABLES if (text := os.environ.get(name, "")).strip()), None
    )
    config, notes = _of_config(settings, process)
    of_files = [name for name in VARIABLES if name in environment.files]
    named = [
        *islice(_of_names(environment, of_files, strict=not (process or config)), 1),
        *_of_names(environment, () if config else DIRECT_VARIABLES),
    ]
    places = [place for place in (process, config, *named) if place]
    if places:
        first, others = places[0], places[1:]
        return choose_target(replace(first, notes=first.notes + notes), others, writes=writes, look=look)
    by_libpq = [name for name in LIBPQ_VARIABLES if os.environ.get(name)]
    if by_libpq:
        return Target({}, ", ".join(by_libpq))
    raise _nothing_named(settings, environment)


def _of_environment(name: str, text: str, file: str = "") -> Target:
    return replace(target_of(text, f"{file}, {name}" if file else name), variable=name)


def _of_names(environment: Environment, names: Iterable[str], *, strict: bool = False) -> Iterator[Target]:
    """Yield the database of each variable. One that is only compared may be of another kind, unless `strict`."""
    for name in names:
        try:
            if text := environment.values.get(name, "").strip():
                yield _of_environment(name, text, environment.files.get(name, ""))
        except DatabaseUnreachable:
            if strict:
                raise


def _of_config(settings: Settings, process: Target | None) -> tuple[Target | None, tuple[str, ...]]:
    """Return what drizzle.config names. It is needed only without a variable of the process, else compared with it."""
    try:
        return (_of_drizzle(settings.drizzle) if settings.drizzle else None), ()
    except (SettingsInvalid, DatabaseUnreachable) as error:
        if process is not None:
            reason = error.message.replace(f"{settings.root}/", "")
            return None, (f"{reason} So it was not compared with {process.source}.",)
        if isinstance(error, DatabaseUnreachable) or settings.drizzle is None:
            raise
        elsewhere, ways = ways_to_name(settings, settings.drizzle.environment)
        raise SettingsInvalid(f"{error.message}{elsewhere}", hint=f"Name it: {ways}", place=error.place) from None


def _nothing_named(settings: Settings, environment: Environment) -> DatabaseUnreachable:
    if settings.for_other_dialect:
        hint = f"If the project has a PostgreSQL database, too: {_INSTEAD}"
        return DatabaseUnreachable(settings.for_other_dialect, hint=hint)
    places = [f"and neither {' nor '.join(VARIABLES)} is set, here or in .env"]
    if settings.config is not None:
        places.append(f"and {settings.config.name} has no dbCredentials")
    elsewhere, ways = ways_to_name(settings, settings.drizzle.environment if settings.drizzle else environment)
    return DatabaseUnreachable(
        f"No database is named: there is no --url, {', '.join(places)}.{elsewhere}", hint=f"Name it: {ways}"
    )


def _of_variable(settings: Settings, name: str, url: str | None) -> Target:
    if url is not None:
        raise DatabaseUnreachable("--url and --env-var both name a database.", hint="Omit one of them.")
    if not _NAME.match(name):
        raise DatabaseUnreachable(
            "--env-var takes the name of a variable, which this is not (it is not shown, because it may be a URL).",
            hint="Write --env-var DATABASE_URL, or give the URL itself: --url postgresql://user@host/database",
        )
    if os.environ.get(name, "").strip():
        return target_of(os.environ[name], name)
    environment = settings.drizzle.environment if settings.drizzle else project_environment(settings.root)
    text = environment.values.get(name, "").strip()
    if not text:
        raise DatabaseUnreachable(
            f"--env-var {name}: {name} is {'empty' if name in environment.values else 'not set'}, here and in .env.",
            hint=f"Set it to the URL of the database: export {name}=postgresql://user@host/database",
        )
    return target_of(text, f"{environment.files[name]}, {name}" if name in environment.files else name)


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
            target = target_of(str(value.value), _source(config, value))
            name = value.origin.partition(" ")[0]
            is_whole = config.environment.values.get(name) == value.value
            return replace(target, variable=name if is_whole else "")
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
