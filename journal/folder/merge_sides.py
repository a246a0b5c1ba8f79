"""The two sides of a file that has git's conflict markers. Pure."""

import re

_MARKER = re.compile(rb"(<{7}|\|{7}|={7}|>{7})(?:[ \t][^\n]*)?\r?\n?\Z")
_STEPS = {b"<<<<<<<": ("both", "ours"), b"|||||||": ("ours", "base"), b">>>>>>>": ("theirs", "both")}
_MIDDLE = b"======="


def both_sides(content: bytes) -> tuple[bytes, bytes] | None:
    """Return the file as each side has it, the side that was merged into first; None without whole conflicts."""
    state, has_conflict, sides = "both", False, {"ours": bytearray(), "theirs": bytearray()}
    for line in content.splitlines(keepends=True):
        found = _MARKER.match(line)
        before, after = _STEPS.get(found[1], ("", "")) if found else ("", "")
        if before == state:
            state, has_conflict = after, True
        elif found and found[1] == _MIDDLE and state in ("ours", "base"):
            state = "theirs"
        else:
            for name, text in sides.items():
                if state in ("both", name):
                    text.extend(line)
    return (bytes(sides["ours"]), bytes(sides["theirs"])) if has_conflict and state == "both" else None
