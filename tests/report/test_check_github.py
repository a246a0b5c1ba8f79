"""Workflow commands and the step summary, read back as the runner and a Markdown reader do."""

import re

from conftest import Project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judged import FIRST, Judged
from markdown_it import MarkdownIt

from journal.escape import unicode
from journal.report import step_summary
from journal.report.check.github import annotations, summary
from journal.report.step_summary import fenced

ANY_TEXT = st.text(st.characters())


def read_back(command: str) -> tuple[str, dict[str, str], str]:
    """A command as the runner takes it apart. Source: ActionCommand.TryParseV2 of the runner."""
    found = re.fullmatch(r"::(\w+) (.*?)::(.*)", command, re.DOTALL)
    assert found is not None
    pairs = (pair.partition("=") for pair in found[2].split(","))
    return found[1], {key: _plain(value) for key, _, value in pairs}, _plain(found[3])


def _plain(text: str) -> str:
    for code, char in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def test_the_worst_comes_first_with_its_help(project: Project) -> None:
    assert annotations(Judged(project).every_kind()) == (
        "::error title=duplicate-tag::Nobody lists anything.\n"
        "::error file=migrations/0000_first.sql,line=1,col=8,title=duplicate-tag::Listed twice.%0Ahelp: Remove one.\n"
        "::warning file=meta/_journal.json,line=5,col=6,title=gapped-idx::There is a gap.\n"
        "::warning file=meta/_journal.json,line=5,col=6,title=gapped-idx::And another.\n"
        "::warning file=meta/gone.json,line=3,col=4,title=gapped-idx::It has gone.\n"
        "::notice file=migrations/0001_second.sql,line=2,col=10,title=squawk/prefer-text::Text is enough.\n"
    )


def test_no_findings_give_no_command(project: Project) -> None:
    assert annotations(Judged(project).checked()) == ""


def test_paths_are_relative_to_the_repository(project: Project) -> None:
    judged = Judged(project)
    checked = judged.checked(judged.error("No.", judged.at(FIRST)))
    said = annotations(checked, workspace=project.root.parent)
    assert said == "::error file=project/migrations/0000_first.sql,title=duplicate-tag::No.\n"


def test_another_repository_is_not_the_base_of_paths(project: Project) -> None:
    judged = Judged(project)
    checked = judged.checked(judged.error("No.", judged.at(FIRST)))
    assert annotations(checked, workspace=project.root / "meta") == annotations(checked)


def test_a_name_with_marks_of_the_syntax(project: Project) -> None:
    judged = Judged(project)
    said = annotations(judged.checked(judged.error("100%", judged.at("a,b:c%.sql"))))
    assert said == "::error file=a%2Cb%3Ac%25.sql,title=duplicate-tag::100%25\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=ANY_TEXT, name=ANY_TEXT)
def test_every_text_comes_back(project: Project, message: str, name: str) -> None:
    judged = Judged(project)
    said = annotations(judged.checked(judged.error(message, judged.at(f"x{unicode(name)}"), rule="r,:%\n")))
    assert said.count("\n") == 1
    command, properties, data = read_back(said.removesuffix("\n"))
    assert (command, properties["title"], data) == ("error", "r,:%\n", unicode(message))


def test_fenced_text_gives_no_command() -> None:
    assert fenced("##[add-mask]a\n", "f00d") == "::stop-commands::f00d\n##[add-mask]a\n::f00d::\n"


def test_the_summary(project: Project) -> None:
    assert summary(Judged(project).every_kind()) == (
        "### drizzle-journal check\n"
        "\n"
        "2 errors, 3 warnings, 1 note in 4 files; 1 accepted.\n"
        "\n"
        "| Severity | Where | Rule | What |\n"
        "| --- | --- | --- | --- |\n"
        "| error | project | duplicate-tag | Nobody lists anything. |\n"
        "| warning | meta/\\_journal.json:5:6 | gapped-idx | There is a gap. |\n"
        "| warning | meta/\\_journal.json:5:6 | gapped-idx | And another. |\n"
        "| warning | meta/gone.json:3:4 | gapped-idx | It has gone. |\n"
        "| error | migrations/0000\\_first.sql:1:8 | duplicate-tag | Listed twice.<br>Remove one. |\n"
        "| note | migrations/0001\\_second.sql:2:10 | squawk/prefer-text | Text is enough. |\n"
        "\n"
        "| Accepted | Migration | Reason |\n"
        "| --- | --- | --- |\n"
        "| duplicate-tag | 0000\\_first | it ran twice, and that was meant |\n"
    )


def test_the_summary_of_nothing_found(project: Project) -> None:
    assert summary(Judged(project).checked()) == "### drizzle-journal check\n\nNo findings in 2 migrations.\n"


def test_a_hostile_cell_stays_one_cell(project: Project) -> None:
    judged = Judged(project)
    text = "a|b `c` <img src=x> [d](e) *f* \\| &amp;\r\n| g |"
    row = summary(judged.checked(judged.error(text))).splitlines()[6]
    assert row.endswith(" | a\\|b \\`c\\` &lt;img src=x&gt; \\[d\\](e) \\*f\\* \\\\\\| &amp;amp;<br>\\| g \\| |")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text("ab|`<>&*_[]()!\\~# \n", max_size=30))
def test_a_markdown_reader_sees_text_and_nothing_else(project: Project, text: str) -> None:
    judged = Judged(project)
    row = summary(judged.checked(judged.error(f"x{text}x"))).splitlines()[6]
    cell = re.split(r"(?<!\\) \| ", row.removesuffix(" |"))[-1]
    [inline] = [token for token in MarkdownIt().parse(cell) if token.type == "inline"]
    kinds = {child.type: child.content for child in inline.children or ()}
    assert set(kinds) <= {"text", "text_special", "html_inline"}
    assert kinds.get("html_inline", "<br>") == "<br>"


def test_a_long_summary_is_cut(project: Project, monkeypatch) -> None:  # noqa: ANN001
    monkeypatch.setattr(step_summary, "MOST_ROWS", 2)
    assert summary(Judged(project).every_kind()).splitlines()[6:11] == [
        "| error | project | duplicate-tag | Nobody lists anything. |",
        "| warning | meta/\\_journal.json:5:6 | gapped-idx | There is a gap. |",
        "",
        "… and 4 more; the log of the step has them all.",
        "",
    ]
