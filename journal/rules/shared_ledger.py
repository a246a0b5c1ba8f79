"""shared-ledger (warning): two drizzle.configs with different folders record in one ledger of one database.

Why: drizzle 0.x applies only entries whose `when` is above the newest row, so each folder hides entries of the other;
1.0 reports the rows of the other as unknown.
Instead: name a ledger for each application in its drizzle.config: `migrations: { schema, table }`; `repair --move-rows`
moves the rows that are there. For projects of a workspace, `check` and `drizzle-journal` say it at its root.
"""

from collections.abc import Iterator
from pathlib import Path

from journal.errors import Place
from journal.project.drizzle_config.choice import configs_in_scripts, other_configs
from journal.project.drizzle_config.read import DEFAULT, NAMES, DrizzleConfig, read_drizzle_config
from journal.project.settings import Ledger
from journal.rules.support.subject import Finding, Findings, Subject

_LEDGER = {"migrations.schema": Ledger.schema, "migrations.table": Ledger.table}
_URLS = ("dbCredentials.url", "dbCredentials.connectionString")
_WORDS = ("dbCredentials.host", "dbCredentials.port", "dbCredentials.database")


def check(subject: Subject) -> Findings:
    """Find further configs of the project's folder whose database and ledger are those of its own."""
    root, own = subject.settings.root, subject.settings.drizzle
    if own is None:
        return
    for path in _further(root, own.place.path):
        other = read_drizzle_config(path, root)
        ledger = [_text(other, key, default) for key, default in _LEDGER.items()]
        same = ledger == [_text(own, key, default) for key, default in _LEDGER.items()]
        databases = {*_databases(own)} & {*_databases(other)}
        mine, out = _out(own, root), _out(other, root)
        if other.other_dialect or not same or not databases or mine is None or out is None or out == mine:
            continue
        names = f"{own.place.path.name} and {path.name}"
        message = f"{names} have different folders and record in one ledger, {'.'.join(map(str, ledger))}, of the same "
        message += "database; each hides entries of the other from `migrate`."
        given = Ledger(str(ledger[0])).beside(out.name)
        help_ = f'Give {path.name} its own: migrations: {{ schema: "{given.schema}", table: "{given.table}" }}'
        yield Finding(message, help_, Place(path))


def _further(root: Path, own: Path) -> Iterator[Path]:
    named = [root / name for name in (*NAMES, *other_configs(root, None)) if (root / name).is_file()]
    yield from (path for path in dict.fromkeys((*named, *configs_in_scripts(root))) if path != own)


def _text(config: DrizzleConfig, key: str, default: str) -> str | None:
    """Return the value of a key, and None where it is computed."""
    value = config.get(key)
    return str(value.value) if value else (None if config.why_not(key) else default)


def _out(config: DrizzleConfig, root: Path) -> Path | None:
    out = _text(config, "out", DEFAULT)
    return (root / out).resolve() if out else None


def _databases(config: DrizzleConfig) -> Iterator[object]:
    """Yield what names the database: the URL, or the variable that is not set here, or host, port and name."""
    for key in _URLS:
        value, unread = config.get(key), config.why_not(key)
        if value:
            yield value.value
        elif unread and unread.text.startswith("process.env."):
            yield unread.text
    words = tuple(str(value.value) if (value := config.get(key)) else "" for key in _WORDS)
    if words[0] or words[2]:
        yield words
