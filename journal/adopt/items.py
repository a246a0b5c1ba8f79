"""What is said of a history: its migrations, and the files that cannot become entries."""

from collections.abc import Iterator

from journal.adopt.files import AdoptedFiles
from journal.adopt.history import History
from journal.handback.checklist import Item, counted_words, go, no_go, note


def history_items(history: History, planned: AdoptedFiles) -> Iterator[Item]:
    """Yield what the folder has: the migrations, and the files that cannot become entries."""
    title, count = history.tool.title, len(history.migrations)
    if not count:
        yield no_go("history", f"There is no migration of {title} that is SQL.", "")
    else:
        one, several = f"migration of {title} becomes an entry", f"migrations of {title} become entries"
        present = len(planned.entries) - len(planned.new)
        already = f" {present} of them {'is' if present == 1 else 'are'} there already." if present else ""
        yield go("history", f"{counted_words(count, one, several)}, in {title}'s order.{already}")
    if history.same_keys:
        yield no_go(
            "same-version", f"Some files have one version, and {title} records only one of them:",
            "Rename one of them to a version of its own, if no database has it.", *history.same_keys,
        )  # fmt: skip
    if history.passed_over:
        files = counted_words(len(history.passed_over), "SQL file is", "SQL files are")
        yield note(
            "passed-over", f"{files} no migration of {title} by name, and not adopted:",
            "What ran by hand is adopted one at a time: drizzle-journal adopt --script FILE", *history.passed_over,
        )  # fmt: skip
    if history.unreadable:
        files = counted_words(len(history.unreadable), "file is", "files are")
        yield no_go(
            "not-sql", f"{files} not SQL that can be copied:",
            "Write what each does as SQL, in a migration of the same tool with the same name; pg_dump --schema-only of "
            "a database before and after it shows it.",
            *(f"{one.file} {one.why}" for one in history.unreadable),
        )  # fmt: skip
    if history.repeatable:
        files = counted_words(len(history.repeatable), "file", "files")
        yield note(
            "repeatable", f"{files} of {title} run again whenever they change, and are not adopted:",
            "Drizzle has nothing like it. Copy each into a new migration whenever it changes: drizzle-journal new NAME",
            *(one.file for one in history.repeatable),
        )  # fmt: skip
    alone = [one.file for one in history.migrations if one.alone]
    if alone:
        yield note(
            "no-transaction",
            f"{title} runs {len(alone)} outside of a transaction. drizzle-kit migrate runs all in one:",
            "What needs none, such as CREATE INDEX CONCURRENTLY, fails on a new database: leave out CONCURRENTLY.",
            *alone,
        )  # fmt: skip
