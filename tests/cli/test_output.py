"""The one module that writes: how it escapes text, and that no other module writes."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent.parent / "journal"
JOURNAL = Path(sys.executable).parent / "journal"
WRITING = {
    "sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__", "print", "traceback.print_exc", "typer.echo",
    "traceback.print_exception", "typer.secho", "typer.prompt", "typer.confirm", "click.echo",
}  # fmt: skip
WRITER = PACKAGE / "cli" / "output.py"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != WRITER)
# Its own lines are joined there: XML, HTML, Markdown, static pages, and what has been through `flat` line by line.
JOINING = {
    "check/text.py", "check/junit.py", "verify/html.py", "verify/github.py", "verify/junit.py", "rehearse.py",
    "step_summary.py", "rollback/page.py", "rules.py",
}  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_else_writes_to_a_terminal(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        named = ast.unparse(node) if isinstance(node, ast.Attribute | ast.Name) else ""
        assert named not in WRITING, named
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in ("rich", "click"), node.module


@pytest.mark.parametrize("path", sorted((PACKAGE / "report").rglob("*.py")), ids=lambda path: path.name)
def test_a_report_joins_its_lines_where_line_breaks_are_escaped(path: Path) -> None:
    if str(path.relative_to(PACKAGE / "report")) in JOINING:
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join":
            joint = node.func.value
            assert not (isinstance(joint, ast.Constant) and "\n" in str(joint.value)), f"{path.name}:{node.lineno}"


def written(code: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    source = f"from journal.cli.output import *\nusable_streams()\n{code}"
    return subprocess.run([sys.executable, "-c", source], env=os.environ | environment, capture_output=True, check=True)


def test_both_streams_lose_control_characters_passwords_and_github_commands() -> None:
    text = r"'a\x1b[2J\n::error::x\n##[add-mask]y postgresql://u:geheim@h\n'"
    done = written(f"Output().text({text})\ntalk({text})")
    expected = "a\\x1b[2J\n\\x3a:error::x\n\\x23#[add-mask]y postgresql://u:****@h\n"
    assert done.stdout.decode() == done.stderr.decode() == expected


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", "cp1252"])
def test_a_document_is_the_same_in_every_encoding(encoding: str) -> None:
    done = written(r"Output(json=True).document({'a': 'ñ✓\x9b\u202e##[x', 'b': 2**70})", PYTHONIOENCODING=encoding)
    assert json.loads(done.stdout.decode(encoding)) == {"a": "ñ✓\x9b\u202e##[x", "b": 2**70}
    assert not {"\x9b", "\u202e"} & {*done.stdout.decode(encoding)}


def test_characters_that_the_encoding_lacks_are_escaped() -> None:
    done = written("Output().text('✓ ñ\\n')", PYTHONIOENCODING="ascii")
    assert done.stdout == b"\\u2713 \\xf1\n"


def test_a_document_with_broken_bytes_of_a_file_name_is_written_as_unicode() -> None:
    done = written(r"Output(json=True).document({'a\udcff': ['\udc80', ('b',), {'c': '\udc81'}]})")
    assert json.loads(done.stdout) == {"a\ufffd": ["\ufffd", ["b"], {"c": "\ufffd"}]}
