"""Write into the settings file, and keep its comments and layout."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journal.errors import SettingsInvalid
from journal.project.files import FileKind, read_file
from journal.project.settings import Ignored, Settings
from journal.project.settings_table import FILE_NAME, read_settings_table

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


def ignoring(settings: Settings, patterns: Sequence[str], reason: str | None) -> Settings:
    """Return the settings with further patterns on the ignore list. Raises SettingsInvalid without a reason."""
    if not patterns:
        return settings
    if not (reason or "").strip():
        hint = "Say why Drizzle must not run the file: --reason TEXT"
        raise SettingsInvalid("--ignore needs a reason, which stands beside the pattern in the settings.", hint=hint)
    added = tuple(Ignored(pattern, str(reason).strip()) for pattern in patterns)
    return replace(settings, ignore=(*settings.ignore, *added))


def text_with_ignored(settings: Settings, added: Sequence[Ignored]) -> tuple[Path, str]:
    """Return the settings file, and its text with these patterns; it may not exist yet. Raises SettingsInvalid."""
    import tomlkit

    path, document, own = _document(settings)
    items = own.get("ignore")
    if items is None:
        items = tomlkit.array() if isinstance(own, tomlkit.items.InlineTable) else tomlkit.aot()
        own["ignore"] = items
    for ignored in added:
        item = tomlkit.table() if isinstance(items, tomlkit.items.AoT) else tomlkit.inline_table()
        item.update({"file": ignored.file, "reason": ignored.reason})
        items.append(item)
    return path, tomlkit.dumps(document)


def text_with_options(settings: Settings, ignore: Sequence[str], platform: str | None) -> tuple[Path, str]:
    """Return the settings file, and its text with these options of a call; `ignore` is added to `ignore_objects`."""
    from tomlkit import dumps

    path, document, own = _document(settings)
    patterns = dict.fromkeys((*settings.ignore_objects, *ignore))
    added = {"ignore_objects": [*patterns] if ignore else None, "platform": platform}
    for key, value in added.items():
        if value and own.get(key) != value:
            own[key] = value
    return path, dumps(document)


def _document(settings: Settings) -> "tuple[Path, TOMLDocument, Any]":
    """Return the settings file, which may not exist yet, its document, and the table of ours in it."""
    import tomlkit

    table = read_settings_table(settings.root)
    path = table.source if table.table else settings.root / FILE_NAME
    present = read_file(path, FileKind.SETTINGS, within=settings.boundary) if path.exists() else b""
    document = tomlkit.parse(present.decode("utf-8"))
    return path, document, document if path.name == FILE_NAME else document["tool"]["journal"]
