"""Write into the settings file, and keep its comments and layout."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journal.dataclass import dataclass
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


@dataclass(frozen=True)
class RenamedFiles:
    """The new tags of migrations and the new names of files, by the old ones."""

    tags: Mapping[str, str]
    files: Mapping[str, str]

    def tag(self, name: str) -> str:
        """Return the new name of a migration, which has its ending `.sql` where the old one has it."""
        plain = name.removesuffix(".sql")
        return self.tags.get(plain, plain) + name[len(plain) :]

    def patterns(self, patterns: Sequence[str]) -> list[str]:
        """Return patterns of names that mean the same files as before: names are replaced, lost ones are added."""
        found = [self.files.get(pattern, pattern) for pattern in patterns]
        for old, new in self.files.items():
            if _matches(old, patterns) and not _matches(new, found):
                found.append(new)
        return found

    def settings(self, settings: Settings) -> Settings:
        """Return the settings with the new names."""
        return replace(
            settings,
            baseline=self.tag(settings.baseline) if settings.baseline else None,
            contains={self.tag(baseline): self.tag(last) for baseline, last in settings.contains.items()},
            ignore=tuple(replace(one, file=self.files.get(one.file, one.file)) for one in settings.ignore),
            no_transaction=tuple(self.patterns(settings.no_transaction)),
        )

    def text(self, settings: Settings) -> tuple[Path, str, tuple[str, ...]]:
        """Return the settings file, its text with the new names, and the keys that change. Raises SettingsInvalid."""
        from tomlkit import dumps, inline_table
        from tomlkit.items import InlineTable

        path, document, own = _document(settings)
        changed = list[str]()
        if "baseline" in own and (new := self.tag(own["baseline"])) != own["baseline"]:
            own["baseline"] = new
            changed.append("baseline")
        contains = own.get("contains", {})
        pairs = {name: (self.tag(name), self.tag(last)) for name, last in contains.items()}
        if any((name, contains[name]) != pair for name, pair in pairs.items()):
            if isinstance(contains, InlineTable):  # without the gaps of what goes
                own["contains"] = contains = inline_table()
            for name in (name for name, (new, _) in pairs.items() if name != new):
                contains.pop(name, None)
            for new, last in pairs.values():
                contains[new] = last
            changed.append("contains")
        for item in own.get("ignore", ()):
            if item["file"] in self.files:
                item["file"] = self.files[item["file"]]
                changed.append("ignore")
        patterns = own.get("no_transaction", [])
        wanted = self.patterns([*patterns])
        for at, pattern in enumerate(wanted):
            if at >= len(patterns):
                patterns.append(pattern)
            elif patterns[at] != pattern:
                patterns[at] = pattern
            else:
                continue
            changed.append("no_transaction")
        return path, dumps(document), tuple(dict.fromkeys(changed))


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns if pattern.endswith(".sql"))


def _document(settings: Settings) -> "tuple[Path, TOMLDocument, Any]":
    """Return the settings file, which may not exist yet, its document, and the table of ours in it."""
    import tomlkit

    table = read_settings_table(settings.root)
    path = table.source if table.table else settings.root / FILE_NAME
    present = read_file(path, FileKind.SETTINGS, within=settings.boundary) if path.exists() else b""
    document = tomlkit.parse(present.decode("utf-8"))
    return path, document, document if path.name == FILE_NAME else document["tool"]["journal"]
