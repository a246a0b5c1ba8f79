"""The bridge: a migration that gives constraints and indexes the names that `schema.ts` has for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from journal.catalog.quoting import dollar_quoted, literal, quoted
from journal.catalog.renames import rename, renamed
from journal.catalog.values import Constraint, Key, Object
from journal.drizzle.choice import Engine
from journal.folder.entries import FILE_NAME, Entry
from journal.folder.rewrite.writing import with_entries
from journal.handback.compare import SchemaTsComparison
from journal.handback.complete import Bridge, CompletedCopy, ReplayOptions, complete
from journal.handback.copy import ProjectCopy
from journal.handback.numbering import Mode, misfit, mode_of, next_prefix
from journal.sql.statements import MARKER
from journal.verbs.bootstrap import BootstrapRequest, build_journal

BRIDGE_NAME = "drizzle_names"


def add_bridge(
    copy: ProjectCopy, options: ReplayOptions, completed: CompletedCopy, live: Sequence[Mapping[Key, str]]
) -> CompletedCopy:
    """Write a bridge where something differs only by name, and complete the copy again.

    `live`: the names of each live database by the keys of the replay, where they differ. Without a bridge drizzle-kit
    drops and creates these objects; a rename is instant, whatever the size of the table.
    """
    statements = list(_statements(completed.comparison, live)) if completed.comparison else []
    if not statements:
        return completed
    settings, journal, now = copy.original, completed.folder.journal, options.now
    mode, wrong = mode_of(settings), misfit(mode_of(settings), journal.entries, now)
    mode = wrong.fitting[0] if wrong and wrong.fitting else mode
    prefix = next_prefix(mode, journal.entries, now) or next_prefix(Mode.INDEX, journal.entries, now)
    setting = settings.drizzle.get("breakpoints") if settings.drizzle else None
    breakpoints = setting is None or bool(setting.value)
    bridge = Bridge(f"{prefix}_{BRIDGE_NAME}", (f"{MARKER}\n" if breakpoints else "\n").join(statements) + "\n")

    last = max((entry.when for entry in journal.entries), default=0)
    when = max(int(now.timestamp() * 1000), last // 1000 * 1000 + 1000)  # another second than the last entry's
    idx = journal.entries[-1].idx + 1 if journal.entries else 0
    text = with_entries(journal, (Entry(idx, when, bridge.tag, breakpoints=breakpoints),))
    (copy.out / f"{bridge.tag}.sql").write_text(bridge.sql, encoding="utf-8", newline="")
    (copy.settings.meta / FILE_NAME).write_text(text, encoding="utf-8", newline="")
    build_journal(copy.settings, options.provider, BootstrapRequest(Engine.NATIVE, recipe=options.recipe))
    return replace(complete(copy, options), bridge=bridge)


def _statements(comparison: SchemaTsComparison, live: Sequence[Mapping[Key, str]]) -> Iterator[str]:
    """Yield a rename for each object whose name in the replay or in the live database is not that of `schema.ts`."""
    wanted = {ours: theirs[-1] for ours, theirs in renamed(comparison.wanted, comparison.replayed).keys.items()}
    for key, one in comparison.replayed.objects.items():
        new, others = wanted.get(key, key[-1]), list(dict.fromkeys(names[key] for names in live if key in names))
        if others:
            yield _guarded(one, new, list(dict.fromkeys([*others, key[-1]])))
        elif new != key[-1]:
            yield rename(one, new)


def _guarded(one: Object, new: str, names: list[str]) -> str:
    """Return a DO block that renames whichever of these names is there."""
    sources = [(_exists(one, name), rename(_named(one, name), new)) for name in names if name != new]
    branches = "".join(f"  ELSIF {exists} THEN\n    {sql}\n" for exists, sql in sources)
    body = f"\nBEGIN\n  IF {_exists(one, new)} THEN\n    NULL;\n{branches}  END IF;\nEND\n"
    return f"DO {dollar_quoted(body)};"


def _named(one: Object, name: str) -> Object:
    return replace(one, name=name)  # type: ignore[call-arg]


def _exists(one: Object, name: str) -> str:
    if isinstance(one, Constraint):
        table = literal(quoted(one.schema, one.table))
        return (
            f"EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = {table}::pg_catalog.regclass"
            f" AND conname = {literal(name)})"
        )
    return f"pg_catalog.to_regclass({literal(quoted(one.key[1], name))}) IS NOT NULL"
