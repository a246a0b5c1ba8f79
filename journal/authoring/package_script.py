"""The script of package.json that checks what drizzle-kit has generated; every other byte of the file stays."""

import json

import orjson

from journal.authoring.setup_file import SetupFile, present_text
from journal.folder.jsontext import Edit, JsonNode, apply, read
from journal.project.settings import Settings

SCRIPT = "db:generate"
_AFTER = "drizzle-journal check --fix"


def script_line(settings: Settings) -> SetupFile | str:
    """Return package.json with the script; a sentence where there is no file, or none that is read."""
    path = settings.root / "package.json"
    text = present_text(path, settings.boundary)
    line = f"{json.dumps(SCRIPT)}: {json.dumps(f'{_generate(settings)} && {_AFTER}', ensure_ascii=False)}"
    try:
        is_object = isinstance(orjson.loads(text), dict)
    except orjson.JSONDecodeError:
        is_object = False
    if not is_object:
        return f"{settings.root} has no package.json that is a JSON object. The line for its scripts: {line}"
    root = read(text)
    scripts = root.members.get("scripts")
    present = scripts.value.get(SCRIPT) if scripts and isinstance(scripts.value, dict) else None
    if isinstance(present, str) and "drizzle-journal" in present:
        return SetupFile(path, text, text, settings.root)
    generate = present if isinstance(present, str) and "drizzle-kit generate" in present else _generate(settings)
    value = json.dumps(f"{generate} && {_AFTER}", ensure_ascii=False)
    edit = _script_edit(text, root, scripts, value)
    if edit is None:
        return f"`scripts` of package.json is no object. The line for it: {line}"
    return SetupFile(path, text, apply(text, [edit]), settings.root, replaces=present is not None)


def _script_edit(text: str, root: JsonNode, scripts: JsonNode | None, value: str) -> Edit | None:
    """Return the edit that sets the script, in the layout that the file has; None where there is no place for it."""
    newline = root.blanks.open if root.blanks else "\n  "
    indent = newline.rpartition("\n")[2]
    deeper = f"{newline}{indent}" if "\n" in newline else newline
    if scripts is None:
        member = f'"scripts": {{{deeper}"{SCRIPT}": {value}{newline}}}'
        if root.blanks is None:
            return Edit(root.start, root.end, f"{{{newline}{member}\n}}")
        return Edit(root.blanks.end, root.blanks.end, f",{newline}{member}")
    if text[scripts.start] != "{":
        return None
    if scripts.blanks is None:
        return Edit(scripts.start, scripts.end, f'{{{deeper}"{SCRIPT}": {value}{newline}}}')
    if (own := scripts.members.get(SCRIPT)) is not None:
        return Edit(own.start, own.end, value)
    separator = f",{scripts.blanks.open}" if "\n" in scripts.blanks.open else ", "
    return Edit(scripts.blanks.end, scripts.blanks.end, f'{separator}"{SCRIPT}"{scripts.blanks.colon}{value}')


def _generate(settings: Settings) -> str:
    return settings.drizzle_kit("generate").rpartition("npx ")[2]
