"""Every JSON document has the keys that its schema documents, and every code is one of the documented ones.

The fixture `journal` compares the documents of all other tests, too.
"""

import importlib
import json
import pkgutil
import tomllib
from collections.abc import Iterator
from importlib import resources

import pytest
from attacks.attack import World
from attacks.calls import VERBS, Verb
from attacks.world import Ground, make_ground, new_world
from catalog import servers
from commands import all_commands
from conftest import Journal, Project
from documents import schemas, validator, wrong, wrong_in
from forked import CommandLine, Done
from full import FULL
from generated import PAGES, ROOT

import journal
from journal.errors import JournalError
from journal.project.settings import load_settings
from journal.project.settings_table import SettingsTable
from journal.verification.section import SectionName

COMMANDS = all_commands()
OTHERS = {"common", "failure", "journal-toml", "journal-accepted", "drizzle-journal-lock"}
OF_NO_ERROR = {"ok", "no", "unknown", "usage", "bug", "interrupted", *(f"{name}-unknown" for name in SectionName)}


@pytest.fixture(scope="module")
def ground(loaded: CommandLine) -> Iterator[Ground]:
    with servers.running(18) as server, make_ground(server, loaded) as one:
        yield one


def said(ground: Ground, world: World, words: str) -> Done:
    values = {"url": world.url, "owner": world.owner, "copy": world.copy, "base": world.base}
    split = [word.format(**values) for word in words.split()]
    return ground.loaded.run([*split, "--json"], world.project, world.environment, timeout=120)


@pytest.mark.parametrize("name", sorted(schemas()))
def test_a_schema_is_valid_itself(name: str) -> None:
    validator(name).check_schema(schemas()[name])


def test_every_command_has_a_schema_and_every_schema_a_command() -> None:
    assert {name.replace(" ", "-") for name in COMMANDS} | OTHERS == schemas().keys()


@pytest.mark.parametrize("verb", [verb for verb in VERBS if FULL or not verb.slow], ids=lambda one: one.name)
def test_the_answer_of_every_command_is_as_its_schema_says(ground: Ground, verb: Verb) -> None:
    with new_world(ground, live=True, existing=False) as world:
        world.environment["JOURNAL_CACHE_DIR"] = str(world.folder / "cache")
        if verb.before:
            world.sql(verb.before)
        verb.journal(world.project / "migrations" / "meta" / "_journal.json")
        done = said(ground, world, f"{verb.command} {verb.words}")
    assert wrong_in(done.stdout, done.returncode) == "", done.stdout
    document = json.loads(done.stdout)
    assert (done.returncode, document["command"], document["version"]) == (
        verb.code, verb.command, journal.__version__,
    )  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_the_failure_of_every_command_is_as_its_schema_says(journal: Journal, name: str) -> None:
    words = [*name.split(), *(["users"] if name == "backup make" else [])]
    folder = [] if name == "doctor" else [["--project", "nosuch"]]  # without a project, the doctor says so
    for wrong_words in (["--no-such-option"], *folder):
        done = journal(*words, *wrong_words, "--json")
        document = json.loads(done.out)
        assert (done.code, document["command"], document["status"]) == (2, name, "error")
        assert document["code"] == document["error"]["code"] in ("usage", "settings-invalid")


def test_words_that_name_no_command_have_a_document(journal: Journal) -> None:
    document = json.loads(journal("nosuch", "--json").out)
    assert (document["command"], document["code"], document["exit"]) == (None, "usage", 2)


def test_every_code_is_documented_with_the_sentence_of_its_error() -> None:
    for module in pkgutil.walk_packages(journal.__path__, "journal."):
        importlib.import_module(module.name)
    found = [JournalError]
    for one in found:
        found += one.__subclasses__()
    documented = {one["const"]: one["description"] for one in schemas()["common"]["$defs"]["code"]["oneOf"]}
    sentences = {one.code: (one.__doc__ or "").partition("\n")[0] for one in reversed(found) if "code" in vars(one)}
    sentences.pop("error")
    assert documented.keys() == sentences.keys() | OF_NO_ERROR
    assert {code: documented[code] for code in sentences} == sentences


def test_the_settings_of_the_readme_fit_the_schema() -> None:
    example = (PAGES / "settings.md").read_text().partition("```toml\n")[2].partition("```")[0]
    assert wrong(tomllib.loads(example), "journal-toml") == ""
    assert sorted(schemas()["journal-toml"]["properties"]) == sorted(tomllib.loads(example))


@pytest.mark.parametrize(
    "text",
    [
        "migration = 'a'", "migrations = 1", "meta = ' '", "engine = 'fast'", "platform = 'aws'",
        "extensions = ['a b']", "roles = 'a'", "ignore = [{ file = 'a.sql' }]", "ignore = ['a.sql']",
        "ledger = { name = 'a' }", "contains = 'a'",
        "manual = { columns = { id = 'a' } }", "verify = { ignore = [{ pattern = 'a' }] }", "no_transaction = ['a']",
        "smoke = [{ name = 'a' }]", "smoke = [{ name = 'a', run = [] }]",
        "smoke = [{ name = 'a', run = 'b', timeout = 0 }]",
        "pass_variables = 'A'", "baseline = 1", "checks = []", "config = false",
    ],
)  # fmt: skip
def test_what_the_schema_of_the_settings_refuses_is_refused(project: Project, text: str) -> None:
    project.write("journal.toml", text)
    assert wrong(tomllib.loads(text), "journal-toml") != ""
    with pytest.raises(JournalError):
        load_settings(project.root)


def test_the_sample_has_valid_settings() -> None:
    own = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["journal"]
    assert wrong(own, "journal-toml") == ""
    assert SettingsTable(ROOT, own).table


def test_the_file_of_acceptances_fits_the_schema(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    journal("scaffold")
    done = journal("check", "--accept", "no-snapshots", "--reason", "known", "--json")
    path = project.root / "journal-accepted.json"
    assert wrong(json.loads(path.read_text()), "journal-accepted") == "", done.out
    assert wrong({"accepted": [{"rule": "a", "about": "b", "key": "c"}]}, "journal-accepted") != ""


def test_the_schemas_are_in_the_package() -> None:
    assert resources.files("journal.report.schemas").joinpath("check.json").is_file()
