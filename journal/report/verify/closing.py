"""The last words of a verification: the verdict, and what to type next."""

from journal.ledger.states import EntryStateKind
from journal.verification.live import BY_HAND, Indexes, Recorded, SchemaComparison
from journal.verification.parity import ParityResult
from journal.verification.section import Section, SectionName, SectionVerdict
from journal.verification.verify import Verified


def closing(verified: Verified) -> str:
    """One line."""
    said = [
        _named(verified, SectionVerdict.FAILED, "failed"),
        _named(verified, SectionVerdict.UNKNOWN, "could not be found out"),
    ]
    verdict = "; ".join(part for part in said if part)
    open_ = next(
        (one for one in verified.sections if one.verdict in (SectionVerdict.FAILED, SectionVerdict.UNKNOWN)), None
    )
    next_ = _way_out(open_, verified) if open_ else _when_all_holds(verified)
    return f"{verdict[:1].upper() + verdict[1:] or 'Everything that was checked holds'}. {next_}"


def _named(verified: Verified, verdict: SectionVerdict, words: str) -> str:
    names = [one.name.value for one in verified.sections if one.verdict is verdict]
    return f"{', '.join(names)} {words}" if names else ""


def _when_all_holds(verified: Verified) -> str:
    if verified.target is None:
        return f"Next: {_live_command(verified, 'verify')}"
    ledger, schema = verified.section(SectionName.LEDGER).content, verified.section(SectionName.SCHEMA).content
    if isinstance(schema, SchemaComparison) and schema.drift.at.witness == BY_HAND:
        # Drizzle knows of none of these entries, and would run them all.
        return f"Next: {_live_command(verified, 'locate')}"
    pending = isinstance(ledger, Recorded) and EntryStateKind.PENDING in ledger.seen.status.states
    return "Next: drizzle-kit migrate" if pending else "Nothing to do."


def _way_out(section: Section, verified: Verified) -> str:
    command, content = verified.folder.settings.command, section.content
    if section.name is SectionName.PARITY and section.verdict is SectionVerdict.FAILED:
        return f"Next: {command('bootstrap') if isinstance(content, ParityResult) else command('check')}"
    if isinstance(content, Recorded):
        return f"Next: {_live_command(verified, 'status')}"
    if isinstance(content, SchemaComparison) and content.drift.at.tag is None:
        return f"Next: {_live_command(verified, 'locate')}"
    what = (
        "mend what differs, or name it with --ignore" if isinstance(content, SchemaComparison | Indexes) else "mend it"
    )
    again = command("verify") if verified.target is None else _live_command(verified, "verify")
    return f"Next: {what}, then: {again}"


def _live_command(verified: Verified, verb: str) -> str:
    """With the URL as it may be printed: as the variable that has it."""
    settings = verified.folder.settings
    return settings.command(verb) if settings.env_var else f'{settings.command(verb)} --url "$DATABASE_URL"'
