"""Findings that the project accepts by an element of a committed file, each for one state of one migration."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import orjson

from journal.dataclass import dataclass
from journal.errors import Place, SettingsInvalid
from journal.folder.jsontext import merge_marker_line
from journal.folder.rewrite.store import replace_file
from journal.folder.snapshots import prefix_of
from journal.project.files import FileKind, boundary, read_file
from journal.project.settings import Settings
from journal.rules.support.subject import Finding, Subject

FILE_NAME = "journal-accepted.json"
PROJECT = "project"
"""What a finding without a migration and without a file is about."""

_ADD = 'Elements are added by: drizzle-journal check --accept RULE --tag TAG --reason "why"'


@dataclass(frozen=True)
class Acceptance:
    """An element of the committed file. `key` is a digest of the state for which the finding is accepted."""

    rule: str
    about: str
    key: str
    reason: str


def settings_path(settings: Settings) -> Path:
    """Return the path of the project's file of acceptances."""
    return settings.root / FILE_NAME


def about(finding: Finding) -> str:
    """Return what a finding is about: its migration, else the name of its file, else the project as a whole."""
    name = finding.tag or (finding.place.path.name if finding.place else "")
    return _as_json_text(name).strip() or PROJECT


def _as_json_text(text: str) -> str:
    """Spell out the bytes of a file name that are not UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def key_of(subject: Subject, finding: Finding, *, named: str = "", with_when: bool = False) -> str:
    """Return a digest of the state: of a finding in a migration its bytes and the line; of its entry the bytes and the
    `when`; of others the message.

    It is the same wherever the project is checked out. `named`: as if the migration had this tag. `with_when`: as in
    earlier versions, where the `when` was also part of what is found in the file.
    """
    from hashlib import sha256  # loads OpenSSL, and a clean folder has nothing to hash

    migration = subject.files.get(finding.tag or "")
    content = migration.digest if migration else None
    line = finding.place.line if migration and finding.place and finding.place.path == migration.path else 0
    when = subject.whens.get(finding.tag or "") if with_when or not line else None
    words = "" if finding.tag else _as_json_text(finding.message.replace(f"{subject.settings.root}/", ""))
    facts = [finding.rule, named or about(finding), when, content, line, words]
    return sha256(orjson.dumps(facts)).hexdigest()[:16]


def acceptance_of(
    subject: Subject, finding: Finding, recorded: Mapping[str, Sequence[Acceptance]]
) -> Acceptance | None:
    """Return what accepts a finding, also under an earlier name of its migration. `recorded` is by rule."""
    own = about(finding)
    for acceptance in sorted(recorded.get(finding.rule, ()), key=lambda one: one.about != own):
        if acceptance.about == own or _was_named(subject, finding, acceptance.about):
            keys = (key_of(subject, finding, named=acceptance.about, with_when=old) for old in (False, True))
            if acceptance.key in keys:
                return acceptance
    return None


def _was_named(subject: Subject, finding: Finding, tag: str) -> bool:
    """Tell whether a migration may have had another tag: one that is gone, or its own with the number of another."""
    own = finding.tag or ""
    migration, now = subject.files.get(own), subject.files.get(tag)
    if migration is None or now is None:
        return migration is not None
    is_same_name = own.removeprefix(prefix_of(own)) == tag.removeprefix(prefix_of(tag))
    return is_same_name and now.digest != migration.digest


def read_acceptances(path: Path) -> tuple[Acceptance, ...]:
    """Read the committed file; return nothing if there is none. Raises SettingsInvalid."""
    try:
        content = read_file(path, FileKind.JOURNAL, within=boundary(path.parent))
        if line := merge_marker_line(content):
            message = f"{path} has merge conflict markers (line {line})."
            way = "Remove the lines of the markers, keep the elements of both sides, and put a comma between them."
            raise SettingsInvalid(message, hint=way, place=Place(path, line))
        value = orjson.loads(content)
    except FileNotFoundError:
        return ()
    except (OSError, orjson.JSONDecodeError) as error:
        raise SettingsInvalid(f"{path} cannot be read: {error}.", hint=_ADD, place=Place(path)) from None
    items = value.get("accepted") if isinstance(value, dict) else None
    if not isinstance(items, list):
        raise SettingsInvalid(f'{path} has no list of "accepted".', hint=_ADD, place=Place(path))
    found = []
    for item in items:
        values = [item.get(key) if isinstance(item, dict) else None for key in ("rule", "about", "key", "reason")]
        one = Acceptance(*(value.strip() if isinstance(value, str) else "" for value in values))
        if not (one.rule and one.about and one.key):
            raise SettingsInvalid(f"{path} has an element without rule, about or key.", hint=_ADD, place=Place(path))
        if not one.reason:
            message = f"{path} accepts {one.rule} for {one.about} without a reason, and one is required."
            raise SettingsInvalid(message, hint="Write why the project accepts it.", place=Place(path))
        found.append(one)
    return tuple(found)


def write_acceptances(path: Path, acceptances: Sequence[Acceptance]) -> None:
    """Replace the file, sorted, so that two branches merge. Call it under project_lock. Raises FileUnwritable."""
    ordered = sorted(acceptances, key=lambda one: (one.rule, one.about, one.key))
    items = [asdict(acceptance) | {"reason": _as_json_text(acceptance.reason)} for acceptance in ordered]
    content = orjson.dumps({"accepted": items}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    replace_file(path, content, root=path.parent)
