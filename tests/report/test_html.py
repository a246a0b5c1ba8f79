"""The HTML pages: what they show, that every reader can use them, and that no text from outside becomes markup."""

import base64
import hashlib
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib import resources
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest
from conftest import Journal, Project
from hypothesis import given
from hypothesis import strategies as st

from journal.report.html.render import page_html
from journal.report.html.timeline import TimelineEntry, timeline
from journal.report.html.values import Cell, DifferenceView, Line, ObjectView, PageSection, PageTable, ReportPage, Tone

VOID = {"meta", "br", "line", "path", "circle"}
KNOWN = VOID | {
    "html", "head", "title", "style", "body", "a", "header", "p", "h1", "h2", "h3", "h4", "span", "dl", "div", "dt",
    "dd", "nav", "ul", "li", "main", "section", "table", "caption", "colgroup", "thead", "tbody", "tr", "th", "td",
    "code", "pre", "article", "figure", "figcaption", "svg", "desc", "g", "text",
}  # fmt: skip
STYLE = resources.files("journal.report.html").joinpath("templates/style.css").read_text("utf-8")
HOSTILE = "</style><script>alert(1)</script>'\"><img src=x onerror=alert(1)>&amp;\x1b[31m\u202eevil{{7*7}}"


class Read(HTMLParser):
    """A page as a strict reader sees it: every element ends, and only known ones exist."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in KNOWN, tag
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in KNOWN, tag
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data if "style" not in self.open else ""

    def every(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def read(page: str) -> Read:
    """Read a page, and check what holds for every one."""
    found = Read(page)
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in found.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "srcset")], tag
        for reference in ("aria-labelledby", "aria-describedby"):
            assert {*(attributes.get(reference) or "").split()} <= {*ids}
        if tag == "a":
            assert (attributes["href"] or "")[:1] == "#" and (attributes["href"] or "")[1:] in ids
        if attributes.get("role") == "region":
            assert attributes.get("tabindex") == "0"  # what scrolls can be reached with the keyboard
    assert [len(found.every(tag)) for tag in ("h1", "header", "main", "title")] == [1, 1, 1, 1 + len(svg_titles(found))]
    assert len(found.every("caption")) == len(found.every("table"))
    assert all(one.get("scope") in ("col", "row", "colgroup") for one in found.every("th"))
    assert all(one.get("role") == "img" for one in found.every("svg"))
    assert found.every("html")[0] == {"lang": "en"}
    assert "http:" not in page and "https:" not in page and "url(" not in page
    digest = base64.b64encode(hashlib.sha256(page.partition("<style>")[2].partition("</style>")[0].encode()).digest())
    policy = next(one["content"] for one in found.every("meta") if one.get("http-equiv") == "Content-Security-Policy")
    assert policy == (f"default-src 'none'; style-src 'sha256-{digest.decode()}'; base-uri 'none'; form-action 'none'")
    return found


def svg_titles(found: Read) -> list[object]:
    return [*found.every("g"), *found.every("svg")]


def page_of(text: str) -> str:
    """A page that has a text in every place for one."""
    difference = DifferenceView(text, Tone.BAD, text, text, text, sql=text)
    lacks = DifferenceView(text, Tone.IDLE, text, None, None, hazard=text)
    cell = Cell(text, Tone.OPEN, lead=text, more=text, lines=(text,))
    drawn = timeline([TimelineEntry(text, 5, "good", text), TimelineEntry(text, 9, "bad", text)])
    section = PageSection(
        "a", text, text, Tone.BAD, text, drawn,
        [PageTable(text, (text, text), [(Cell(text), cell), (Cell(text, code=True), Cell(text))], [(text, 2)])],
        [ObjectView(text, [difference, lacks])], [Line(text), Line(text, Tone.GOOD)], [PageSection("b", text)],
    )  # fmt: skip
    return page_html(ReportPage(text, text, Tone.GOOD, text, [(text, text)], [section, PageSection("c", text)]))


def test_a_hostile_text_is_text_in_every_place() -> None:
    found = read(page_of(HOSTILE))
    shown = "</style><script>alert(1)</script>'\"><img src=x onerror=alert(1)>&amp;\\x1b[31m\\u202eevil{{7*7}}"
    assert found.text.count(shown) > 25
    assert "\x1b" not in found.text and "\u202e" not in found.text


@given(st.text("<>&'\"{}%#-/!sscript \n\x00\u2028\ud800", max_size=40))
def test_any_text_leaves_the_page_well_formed(text: str) -> None:
    read(page_of(text))


def ratio(one: str, other: str) -> float:
    """The contrast of two colours. Source: WCAG 2.2, relative luminance."""

    def luminance(colour: str) -> float:
        digits = colour.removeprefix("#")
        digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("number", range(3), ids=["light", "dark", "print"])
def test_every_colour_can_be_read(number: int) -> None:
    block = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[number]
    colours = dict(re.findall(r"--(\w+): (#\w+);", block))
    for name in ("text", "soft", "link", "good", "bad", "open", "idle"):
        for ground in ("page", "raised"):
            assert ratio(colours[name], colours[ground]) >= 4.5, (name, ground)


def test_states_have_a_sign_and_a_word_beside_the_colour() -> None:
    for tone in Tone:
        assert f".{tone} > .sign::before" in STYLE
    assert "@media print" in STYLE and "prefers-color-scheme: dark" in STYLE


def keep(project: Project, name: str) -> str:
    """Read a page; JOURNAL_PAGES names a folder to keep it in, to be looked at in a browser."""
    page = (project.root / f"{name}.html").read_text()
    if folder := os.environ.get("JOURNAL_PAGES"):
        (Path(folder) / f"{name}.html").write_text(page)
    return page


@pytest.fixture
def drifted(project: Project, journal: Journal, database: str) -> Project:
    """Five migrations, of which one is pending and one was edited, and a database that differs."""
    project.migration("0000_users", "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL);\n")
    project.migration(
        "0001_posts", "CREATE TABLE posts (id int PRIMARY KEY, author int REFERENCES users, body text);\n"
    )
    project.migration("0002_index", "CREATE INDEX posts_author ON posts (author);\n")
    project.migration(
        "0003_state", "CREATE TYPE state AS ENUM ('draft', 'sent');\nALTER TABLE posts ADD state state;\n"
    )
    project.migration("0004_notes", "CREATE TABLE notes (id int);\n")
    assert journal("bootstrap").code == 0
    assert journal("run", "--journal", "--to", "0003_state", "--url", database).code == 0
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("ALTER TABLE users ALTER email TYPE varchar(9), ADD legacy text; DROP INDEX posts_author")
        connection.execute("CREATE TABLE \"</style><script>alert('x')</script>\" (id int)")
        connection.execute("INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('<b>gone</b>', 5)")
    project.write("checks/a.sql", "-- journal: avoids node Seq Scan\nselect * from posts where author = 1")
    project.write("journal.toml", '[[smoke]]\nname = "<i>"\nrun = ["sh", "-c", "echo \'</pre><script>\'; exit 7"]\n')
    return project


def test_the_page_of_verify_shows_ledger_and_differences(drifted: Project, journal: Journal, database: str) -> None:
    ended = journal("verify", "--url", database, "--format", "html", "--output", "verify.html")
    assert ended.code == 1, ended.err
    found = read(keep(drifted, "verify"))
    text = " ".join(found.text.split())
    for part in (
        "A check failed", "PostgreSQL of the database", "PostgreSQL of the replay", "Timeline of the migrations",
        "The journal beside drizzle.__drizzle_migrations", "(no entry)", "foreign", "0004_notes", "pending",
        "column public.users.email", "character varying(9)", "</style><script>alert('x')</script>",
        "</pre><script>", "exit code 7",
    ):  # fmt: skip
        assert part in text, part
    headings = [f"{level}" for level, _ in found.elements if level in ("h1", "h2", "h3", "h4")]
    assert all(int(after[1]) - int(before[1]) <= 1 for before, after in pairwise(headings))


def test_the_report_option_writes_the_same_page(drifted: Project, journal: Journal) -> None:
    ended = journal("verify", "--report", "r.html")
    assert ended.code == 1
    read((drifted.root / "r.html").read_text())
    assert (drifted.root / "r.json").exists()


def test_the_page_of_check_shows_what_counts_first(drifted: Project, journal: Journal) -> None:
    drifted.migration("0000_users", "CREATE TABLE changed (id int);\n")
    drifted.migration("0005_<script>", "SELECT 1;\n")
    ended = journal("check", "--format", "html", "--output", "check.html")
    assert ended.code == 1
    found = read(keep(drifted, "check"))
    assert found.text.index("hash-differs") < found.text.rindex("Findings that do not count")
    assert "0005_<script>" in found.text


def test_the_page_of_rehearse_shows_each_finding(drifted: Project, journal: Journal) -> None:
    drifted.migration("0003_down_state", "ALTER TABLE posts DROP state;\n")
    ended = journal("rehearse", "--format", "html", "--output", "rehearse.html")
    found = read(keep(drifted, "rehearse"))
    assert (ended.code, "each file twice" in found.text) == (1, True)
    assert "0003_state" in found.text and "enum public.state exists and should not." in found.text


def test_the_page_of_the_doctor_names_the_next_command(drifted: Project, journal: Journal) -> None:
    drifted.migration("0005_<script>", "SELECT 1;\n")
    ended = journal("doctor", "--format", "html", "--output", "doctor.html")
    found = read(keep(drifted, "doctor"))
    assert (ended.code, "Next: " in found.text) == (1, True)


def test_a_failure_is_a_page_too(project: Project, journal: Journal) -> None:
    ended = journal("check", "--migrations", "<b>", "--format", "html")
    found = read(ended.out)
    assert (ended.code, "There is no migrations folder" in found.text) == (2, True)


def marks(count: int, step: int = 86_400_000) -> list[TimelineEntry]:
    return [
        TimelineEntry(f"{number:04d}_x", 1_700_000_000_000 + number * step, "good", "applied")
        for number in range(count)
    ]


def test_the_timeline_has_every_entry_in_the_order_of_its_moment() -> None:
    drawn = timeline(marks(30))
    assert drawn is not None
    places = [mark.x for mark in drawn.marks]
    assert places == sorted(places) and len({mark.y for mark in drawn.marks}) == 30
    assert all(0 <= mark.x <= drawn.width and 0 <= mark.y <= drawn.height for mark in drawn.marks)


def test_a_long_timeline_stays_low_and_neighbours_do_not_cover_each_other() -> None:
    drawn = timeline(marks(1000))
    assert drawn is not None and len(drawn.marks) == 1000 and drawn.height < 250
    sparse = timeline(marks(300))
    assert sparse is not None
    assert all(
        abs(one.x - other.x) + abs(one.y - other.y) >= 12
        for at, one in enumerate(sparse.marks) for other in sparse.marks[:at]
    )  # fmt: skip


def test_a_timeline_without_a_span_or_without_a_moment() -> None:
    one = timeline(marks(1))
    assert one is not None and (one.marks[0].x, one.ticks[0].anchor) == (480, "middle")
    assert timeline([]) is None
    odd = timeline([TimelineEntry("a", -5, "bad", "x"), TimelineEntry("b", 10**20, "bad", "x"), *marks(2)])
    assert odd is not None and (len(odd.marks), odd.missing) == (2, 2)


def test_jinja_is_imported_only_where_a_page_is_written(project: Project) -> None:
    project.migration("0000_a")
    code = (
        "import sys\nfrom journal.cli.main import main\nsys.argv = ['journal', 'check', '--no-squawk']\n"
        "try:\n    main()\nexcept SystemExit:\n    pages = ('jinja2', 'journal.report.html')\n"
        "    print('loaded:', [name for name in sys.modules if name.startswith(pages)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project.root, capture_output=True, check=False, timeout=60, text=True
    )
    assert done.stdout.splitlines()[-1] == "loaded: []", done
