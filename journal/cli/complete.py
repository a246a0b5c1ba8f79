"""What the shell completes: the tags of the project, and the rules. What reads them is imported when it is asked."""

from typing import Any

from journal.errors import JournalError


def complete_tag(ctx: Any, incomplete: str) -> list[str]:
    """Return the tags of the journal, the newest first; none where it cannot be read."""
    from journal.folder.read import read_journal
    from journal.project.project import Project

    given = {name: ctx.params.get(name) for name in ("migrations", "meta", "config")}
    try:
        project = Project.find(ctx.params.get("path") or ".", **given)
        journal, _ = read_journal(project.journal, project.settings.boundary)
    except (JournalError, OSError):
        return []
    return [entry.tag for entry in reversed(journal.entries) if entry.tag.startswith(incomplete)]


def complete_rule(incomplete: str) -> list[str]:
    """Return the names of the rules."""
    from journal.rules import ALL

    return [rule.name for rule in ALL if rule.name.startswith(incomplete)]
