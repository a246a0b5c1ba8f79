"""What `drizzle-journal check` finds in the SQL of the new entries, with its place in the files of the other tool."""

from collections.abc import Iterator

from journal.adopt.copy import own_root, place_in_source
from journal.adopt.files import AdoptedFiles
from journal.dataclass import dataclass
from journal.errors import Severity
from journal.handback.checklist import Item, counted_words, no_go, note
from journal.handback.copy import ProjectCopy
from journal.rules import ON_SQL
from journal.rules.support.subject import Finding
from journal.verbs.check import CheckRequest, lint

_NEVER_RUNS = "not-in-a-transaction"
_AT_ONCE, _IN_ONE_BATCH = "enum-value-used-at-once", "enum-value-used-in-one-batch"


@dataclass(frozen=True)
class SqlFindings:
    """The errors in the new entries. `refused`: of statements that a new database never gets; `others`: the rest."""

    planned: AdoptedFiles
    refused: tuple[Finding, ...]
    others: tuple[Finding, ...]

    def items_before(self) -> Iterator[Item]:
        """Yield a no-go for the statements that no transaction can have: the replay fails at the first of them."""
        if not self.refused:
            return
        statements = counted_words(len(self.refused), "statement", "statements")
        way = "Change the file of the other tool. A new database has empty tables, where a plain CREATE INDEX blocks "
        way += "nobody; a database that has the index already gets its row in Drizzle's ledger, and runs nothing."
        others = [one for one in self.refused if "CONCURRENTLY" not in one.message]
        if others:
            way = f"{way if len(others) < len(self.refused) else 'Change the file of the other tool.'} {others[0].help}"
        yield no_go(
            _NEVER_RUNS, f"{statements} cannot run in a transaction, and Drizzle runs all migrations in one:", way,
            *map(self._line, self.refused),
        )  # fmt: skip

    def items_after(self) -> Iterator[Item]:
        """Yield a note with what the replay passed and other databases may not."""
        if self.others:
            message = "The replay passed, and drizzle-journal check will find this in the SQL:"
            details = (f"{self._line(one)} {one.help}".strip() for one in self.others)
            yield note("check", message, "Change the file of the other tool first, or accept it afterwards.", *details)

    def _line(self, finding: Finding) -> str:
        place = place_in_source(self.planned, finding.tag or "", finding.place) if finding.place else None
        return f"{place}: {finding.message}" if place else finding.message


def sql_findings(copy: ProjectCopy, planned: AdoptedFiles) -> SqlFindings:
    """Run the rules about SQL on the copy, and keep what is about the new entries and breaks a new database."""
    settings = own_root(copy) if planned.is_version_1 else copy.settings
    new, errors, batch = {one.tag for one in planned.entries}, {*ON_SQL.names, _AT_ONCE}, _IN_ONE_BATCH
    found = [one for one in lint(settings, CheckRequest()).findings if one.tag in new]
    kept = [one for one in found if (one.rule in errors and one.severity is Severity.ERROR) or one.rule == batch]
    refused = [one for one in kept if one.rule == _NEVER_RUNS]
    return SqlFindings(planned, tuple(refused), tuple(one for one in kept if one.rule != _NEVER_RUNS))
