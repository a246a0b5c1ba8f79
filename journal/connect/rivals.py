"""Tell whether two URLs name the same database, and choose between several places that name one.

The first place in the order of find.py is the database. Where another place names another database, a command that only
reads says so; one that writes stops, because a note does not undo a write to the wrong database. A pooler and its
server are one database: a command that writes needs the server, since a pooler would not hold its lock. Where
drizzle.config names one of the two, that one is meant, since drizzle-kit writes there; only where it names none, the
variables for direct connections count.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from journal.connect.one_server import OneServer
from journal.connect.pooler import Pooler, known_pooler
from journal.connect.target import Target
from journal.errors import DatabaseAmbiguous

Look = Callable[[Target, Target], OneServer | None]
"""Tells whether two targets with different names are one database, and which is a pooler; None where they are not."""
_SAME_NAME = OneServer(first_pooled=False, second_pooled=False)
_SEEN_POOLER = Pooler("a pooler", "")
_LOCAL = ("localhost", "127.0.0.1", "::1")
_SUPABASE = (".pooler.supabase.com", ".supabase.co")


def same_database(one: Target, other: Target) -> bool:
    """Tell whether two URLs surely name one database; a pooler of Neon or Supabase is the server behind it."""
    return _identity(one) == _identity(other)


def choose_target(first: Target, others: Sequence[Target], *, writes: bool, look: Look | None = None) -> Target:
    """Return the first, with notes on the others; to write, the server instead of its pooler.

    `look` decides about those whose names differ; without it they are other databases. Raises DatabaseAmbiguous where
    one of the others is another database, and the command writes.
    """
    looked = {id(other): look(first, other) if look else None for other in others if not same_database(first, other)}
    rival = next((other for other in others if looked.get(id(other), _SAME_NAME) is None), None)
    if rival is not None and writes:
        raise DatabaseAmbiguous(
            f"{first.source} names {first.shown}, and {rival.source} names {rival.shown}: these are two databases. "
            "Nothing was changed.",
            hint=f"Name the one that is meant: {' or '.join(_ways(first, rival))}",
        )
    if rival is not None:
        note = f"{rival.source} names another database, {rival.shown}: a command that writes needs --url or --env-var."
        return replace(first, notes=(*first.notes, note), rival=f"{rival.shown} (from {rival.source})")
    seen = [one for one in looked.values() if one]
    pooler = known_pooler(first.all_words) or (_SEEN_POOLER if any(one.first_pooled for one in seen) else None)
    direct = next((other for other in others if not _is_pooler(other, looked.get(id(other)))), None) if pooler else None
    if direct is None or pooler is None:
        return first
    note = f"{first.source} is {pooler.name}; {direct.source} names the server of the same database, "
    if writes:
        return replace(direct, notes=(*direct.notes, f"{note}which is used."))
    return replace(first, notes=(*first.notes, f"{note}which a command that writes uses."))


def _is_pooler(target: Target, seen: OneServer | None) -> bool:
    return bool(known_pooler(target.all_words)) or bool(seen and seen.second_pooled)


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
