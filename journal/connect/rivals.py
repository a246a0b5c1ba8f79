"""Tell whether two URLs name the same database, and choose between several places that name one.

The first place in the order of find.py is the database. Where another place names another database, a command that only
reads says so; one that writes stops, because a note does not undo a write to the wrong database. A pooler and its
server are one database: a command that writes needs the server, since a pooler would not hold its lock. Where
drizzle.config names one of the two, that one is meant, since drizzle-kit writes there; only where it names none, the
variables for direct connections count.
"""

from collections.abc import Sequence
from dataclasses import replace

from journal.connect.pooler import known_pooler
from journal.connect.target import Target
from journal.errors import DatabaseAmbiguous

_LOCAL = ("localhost", "127.0.0.1", "::1")
_SUPABASE = (".pooler.supabase.com", ".supabase.co")


def same_database(one: Target, other: Target) -> bool:
    """Tell whether two URLs surely name one database; a pooler of Neon or Supabase is the server behind it."""
    return _identity(one) == _identity(other)


def choose_target(first: Target, others: Sequence[Target], *, writes: bool) -> Target:
    """Return the first, with notes on the others; to write, the server instead of its pooler.

    Raises DatabaseAmbiguous where one of the others is another database, and the command writes.
    """
    rival = next((other for other in others if not same_database(first, other)), None)
    if rival is not None and writes:
        raise DatabaseAmbiguous(
            f"{first.source} names {first.shown}, and {rival.source} names {rival.shown}: these are two databases. "
            "Nothing was changed.",
            hint=f"Name the one that is meant: {' or '.join(_ways(first, rival))}",
        )
    if rival is not None:
        note = f"{rival.source} names another database, {rival.shown}: a command that writes needs --url or --env-var."
        return replace(first, notes=(*first.notes, note), rival=f"{rival.shown} (from {rival.source})")
    pooler = known_pooler(first.all_words)
    direct = next((other for other in others if not known_pooler(other.all_words)), None) if pooler else None
    if direct is None or pooler is None:
        return first
    note = f"{first.source} is {pooler.name}; {direct.source} names the server of the same database, "
    if writes:
        return replace(direct, notes=(*direct.notes, f"{note}which is used."))
    return replace(first, notes=(*first.notes, f"{note}which a command that writes uses."))


def _identity(target: Target) -> tuple[str, str, str]:
    words = target.all_words
    host, port, user = (
        words.get("host") or words.get("hostaddr") or "",
        words.get("port") or "5432",
        words.get("user", ""),
    )
    host, database = host.lower().rstrip("."), words.get("dbname") or user
    project = user.partition(".")[2] if host.endswith(_SUPABASE[0]) else host.removeprefix("db.").split(".")[0]
    if host.endswith(_SUPABASE) and project:
        return project, "supabase", database
    label, dot, domain = host.partition(".")
    host = f"{label.removesuffix('-pooler')}{dot}{domain}"
    return "localhost" if host in _LOCAL else host, port, database


def _ways(*targets: Target) -> list[str]:
    """Return what to type for each; a variable needs no password on the command line."""
    words = [f"--env-var {target.variable}" for target in targets if target.variable]
    return [*dict.fromkeys(words), "--url postgresql://user@host/database"]
