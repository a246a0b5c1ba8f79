"""The last line of a verification: the verdict, and the next command."""

from journal.ledger.states import EntryStateKind
from journal.verification.live import MANUAL_LEDGER, Indexes, LedgerReport, SchemaComparison
from journal.verification.parity import ParityResult
from journal.verification.section import Section, SectionName, SectionVerdict
from journal.verification.verify import Verified

_OPEN = (SectionVerdict.FAILED, SectionVerdict.UNKNOWN)


def closing(verified: Verified) -> str:
    """Return the line."""
    open_sections = [section for verdict in _OPEN for section in verified.sections if section.verdict is verdict]
    if not open_sections:
        return f"All checks passed. {_next_when_passed(verified)}"
    parts = []
    for verdict in _OPEN:
        names = [section.name.value for section in open_sections if section.verdict is verdict]
        parts += [f"{', '.join(names)} {verdict.label}"] if names else []
    text = "; ".join(parts)
    first = next(section for section in verified.sections if section in open_sections)
    return f"{text[:1].upper()}{text[1:]}. {_next_after(first, verified)}"


def _next_when_passed(verified: Verified) -> str:
    if verified.target is None:
        return f"Next: {_live_command(verified, 'verify')}"
    ledger, schema = verified.section(SectionName.LEDGER).content, verified.section(SectionName.SCHEMA).content
    if isinstance(schema, SchemaComparison) and schema.drift.at.witness == MANUAL_LEDGER:
        # Drizzle has a row for none of these entries, and would run them all.
        return f"Next: {_live_command(verified, 'locate')}"
    pending = isinstance(ledger, LedgerReport) and EntryStateKind.PENDING in ledger.seen.status.states
    return "Next: drizzle-kit migrate" if pending else "Nothing to do."


def _next_after(section: Section, verified: Verified) -> str:
    command, content = verified.folder.settings.command, section.content
    if section.name is SectionName.PARITY and section.verdict is SectionVerdict.FAILED:
        return f"Next: {command('bootstrap') if isinstance(content, ParityResult) else command('check')}"
    if isinstance(content, LedgerReport):
        return f"Next: {_live_command(verified, 'status')}"
    if isinstance(content, SchemaComparison) and content.drift.at.tag is None:
        return f"Next: {_live_command(verified, 'locate')}"
    what = (
        "fix the differences, or name them with --ignore"
        if isinstance(content, SchemaComparison | Indexes)
        else "fix it"
    )
    again = command("verify") if verified.target is None else _live_command(verified, "verify")
    return f"Next: {what}, then: {again}"


def _live_command(verified: Verified, verb: str) -> str:
    """Return the command with the URL as a variable, which can be printed."""
    settings = verified.folder.settings
    return settings.command(verb) if settings.env_var else f'{settings.command(verb)} --url "$DATABASE_URL"'
