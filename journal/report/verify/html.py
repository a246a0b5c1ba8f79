"""A verification as one self-contained HTML page: no script, no link to another host, light and dark."""

from datetime import datetime

from journal.escape import html as escape
from journal.report.parts import duration
from journal.report.verify.text import SectionText, closing, head, section_texts
from journal.verification.section import SectionVerdict
from journal.verification.verify import Verified

_CLASSES = {
    SectionVerdict.PASSED: "good",
    SectionVerdict.FAILED: "bad",
    SectionVerdict.UNKNOWN: "open",
    SectionVerdict.SKIPPED: "idle",
}
_LABELS = {"error:": "bad", "warning:": "open", "note:": "idle", "passed:": "good"}

_STYLE = """
:root { color-scheme: light dark; --good: #1a7f37; --bad: #c02626; --open: #946200; --idle: #666; --line: #ccc; }
@media (prefers-color-scheme: dark) {
  :root { --good: #4ac26b; --bad: #ff7b72; --open: #e3b341; --idle: #999; --line: #444; }
}
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
td.time { text-align: right; white-space: nowrap; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, monospace; margin: .5rem 0 1rem; }
summary { cursor: pointer; font-weight: 600; }
details { margin-top: 1rem; }
.good { color: var(--good); } .bad { color: var(--bad); } .open { color: var(--open); } .idle { color: var(--idle); }
"""


def verify_html(verified: Verified, now: datetime) -> str:
    """Return the page. `now` is shown in UTC; text from files, databases and commands is escaped."""
    sections = section_texts(verified)
    body = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        '<head><meta charset="utf-8">',
        # A second line of defence behind the escaping: nothing can be loaded or run.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>drizzle-journal verify: {escape(verified.verdict.label)}</title><style>{_STYLE}</style></head>",
        "<body>",
        "<h1>drizzle-journal verify</h1>",
        f"<p>{escape(head(verified))}<br>{now:%Y-%m-%d %H:%M} UTC</p>",
        f'<p class="{_CLASSES[verified.verdict]}"><strong>{escape(closing(verified))}</strong></p>',
        "<table><thead><tr><th>check</th><th>verdict</th><th>result</th><th></th></tr></thead><tbody>",
        *(_row(section) for section in sections),
        "</tbody></table>",
        *(_details(text) for text in sections if text.lines),
    ]
    return "\n".join([*body, "</body>", "</html>"]) + "\n"


def _row(text: SectionText) -> str:
    section = text.section
    taken = duration(section.seconds) if section.verdict is not SectionVerdict.SKIPPED else ""
    name = escape(section.name.value)
    link = f'<a href="#{name}">{name}</a>' if text.lines else name
    return (
        f'<tr><td>{link}</td><td class="{_CLASSES[section.verdict]}">{escape(section.verdict.label)}</td>'
        f'<td>{escape(text.summary)}</td><td class="time">{taken}</td></tr>'
    )


def _details(text: SectionText) -> str:
    name = escape(text.section.name.value)
    is_open = text.section.verdict in (SectionVerdict.FAILED, SectionVerdict.UNKNOWN)
    lines = "\n".join(
        f'<span class="{_LABELS[label]}">{escape(line)}</span>' if label in _LABELS else escape(line)
        for line in text.lines
        for label in [line.partition(" ")[0]]
    )
    return f'<details id="{name}"{" open" if is_open else ""}><summary>{name}</summary><pre>{lines}</pre></details>'
