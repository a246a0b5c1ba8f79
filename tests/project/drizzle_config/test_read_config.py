"""The values of a drizzle.config with their places, and expressions that are named in their place, without secrets."""

import sys
from pathlib import Path

import pytest
from conftest import Project

from journal.errors import SettingsInvalid
from journal.project.drizzle_config.read import DrizzleConfig, find_config, read_drizzle_config


def read(project: Project, text: str, name: str = "drizzle.config.ts") -> DrizzleConfig:
    return read_drizzle_config(project.write(name, text), project.root)


def read_and_counted(project: Project, text: str) -> tuple[DrizzleConfig, int]:
    """The config, and how many functions were called for it: as the time that it takes, the same on every machine."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        config = read(project, text)
    finally:
        sys.setprofile(None)
    return config, calls


def why(config: DrizzleConfig, key: str) -> str:
    unread = config.why_not(key)
    return f"{unread.place.line}: {unread}" if unread else ""


def test_the_first_name_that_drizzle_kit_looks_for_is_read(project: Project) -> None:
    assert find_config(project.root) is None
    for name in ("drizzle.config.mjs", "drizzle.config.json", "drizzle.config.js", "drizzle.config.ts"):
        project.write(name, "")
        expected = None if name.endswith("mjs") else project.root / name
        assert find_config(project.root) == expected
    assert find_config(project.root, Path("drizzle.config.mjs")) == project.root / "drizzle.config.mjs"
    with pytest.raises(SettingsInvalid, match=r"There is no drizzle\.config at .*/no\.ts\."):
        find_config(project.root, Path("no.ts"))


def test_each_value_has_its_line(project: Project) -> None:
    config = read(project, "export default {\n  out: 'a',\n  migrations: {\n    table: 't',\n  },\n};\n")
    places = {key: value.place.line for key, value in config.values.items()}
    assert places == {"out": 2, "migrations.table": 4}
    config = read(project, '{\n "out": "a",\n "migrations": {\n  "table": "out"}}', "drizzle.config.json")
    places = {key: value.place.line for key, value in config.values.items()}
    assert places == {"out": 2, "migrations.table": 4}


def test_a_computed_value_is_named_by_its_smallest_part(project: Project) -> None:
    config = read(
        project, "import { at } from './at';\nexport default {\n  out: `./${at('x')}/y`,\n  schema: 's',\n};\n"
    )
    assert why(config, "out") == "3: `out` cannot be read without running the file: at('…') (it is a call)"
    assert why(config, "schema") == why(config, "migrations.table") == ""
    with pytest.raises(SettingsInvalid) as caught:
        config.text("out", "--migrations DIR")
    assert caught.value.message.startswith(f"{project.root / 'drizzle.config.ts'}:3: `out` cannot be read")
    assert caught.value.hint == "Name it: --migrations DIR"


@pytest.mark.parametrize(
    "secret",
    [
        "f('geheim')",
        "'geheim' + f()",
        "f(`geheim${1}`)",
        "{ ...f('geheim') }.x",
        'f("ge\\x41heim")',
        "f(/geheim/)",
        "f(/* geheim */)",
    ],
)
def test_no_string_of_the_file_is_repeated(project: Project, secret: str) -> None:
    config = read(project, f"export default {{ dbCredentials: {{ url: {secret}, password: 'geheim' }} }};")
    assert len(config.unread) == 1
    assert "geheim" not in f"{config!r} {config.unread[0]}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "export default make();",
            "1: it cannot be read without running the file: make() (it is a call)",
        ),
        ("export const x = 1;", "0: it cannot be read without running the file: drizzle.config.ts (it has no default"),
        ("export default {\n  out: 'a'\n  schema: };", "3: it cannot be read without running the file: drizzle.config"),
        ("export default { get out() { return 'x' } };", "1: `out` cannot be read without running the file: get out()"),
        ("export default { out: import.meta.env.X };", "import.meta (it is computed)"),
        ("export default { out: Deno.env.get('X') };", "Deno.env.get('…') (it is a call)"),
        ("export default { out: Bun.env.X };", "Bun (this file does not define it)"),
        ("import { env } from './env';\nexport default { out: env.X };", "env.X (it is imported)"),
        ("export default { out: process.env.NOT_SET };", "`out` needs process.env.NOT_SET, which is not set"),
        ("export default { out: `x${process.env.NOT_SET}` };", "`out` needs process.env.NOT_SET, which is not set"),
        ("export default { out: 5 };", "out (its value is of the wrong type)"),
        ("const c = { out: 'a' };\nObject.assign(c, f());\nexport default c;", "c (it is written to on line 2)"),
        ("const a = b; const b = a;\nexport default { out: a };", "(it refers to itself)"),
        (f"export default {{ out: {'(' * 5000}'a'{')' * 5000} }};", "(it is nested too deep)"),
    ],
)
def test_an_expression_that_cannot_be_read_has_a_reason(project: Project, text: str, reason: str) -> None:
    assert reason in why(read(project, text), "out")


def test_an_empty_file_has_no_values_and_a_broken_one_has_a_reason(project: Project) -> None:
    assert read(project, "// later\n") == DrizzleConfig(read(project, "").place, {})
    assert "this is no JSON" in why(read(project, "{", "drizzle.config.json"), "out")
    assert "No such file" in why(read_drizzle_config(project.root / "gone.ts", project.root), "out")
    assert read(project, "\ufeffexport default { out: `a\r\nb` };").values["out"].value == "a\nb"
    assert read(project, '\ufeff{"out": "a"}', "drizzle.config.json").values["out"].value == "a"


@pytest.mark.parametrize(
    "load",
    [
        "import { config } from 'dotenv';\nconfig({ path: '.env.local' });",
        "import * as dotenv from 'dotenv';\ndotenv.config({ path: ['./.env.local', 'none.env'] });",
        "import d from 'dotenv';\nimport path from 'path';\nd.config({ path: path.join(__dirname, '.env.local') });",
        "require('dotenv').config({ path: `${process.cwd()}/.env.local` });",
        "process.loadEnvFile('.env.local');",
    ],
)
def test_an_env_file_that_the_config_loads_is_read(project: Project, load: str) -> None:
    project.write(".env.local", "X_OF_LOCAL=x\nX_OF_BOTH=local\n")
    project.write(".env", "X_OF_BOTH=env\n")
    text = f"{load}\nexport default {{ out: process.env.X_OF_LOCAL, schema: process.env.X_OF_BOTH! }};"
    config = read(project, text)
    found = {key: (value.value, value.origin) for key, value in config.values.items()}
    assert found["out"][0] == "x"
    assert found["out"][1].startswith("X_OF_LOCAL of ")
    assert found["schema"] == (("env",), "X_OF_BOTH of .env")  # drizzle-kit loads .env first


def test_a_loaded_file_counts_after_the_statement_that_loads_it(project: Project) -> None:
    project.write(".env.local", "X_OF_LOCAL=x\nX_OF_BOTH=local\n")
    project.write(".env", "X_OF_BOTH=env\n")
    early = "import { config } from 'dotenv';\nconst early = process.env.X_OF_LOCAL;\n"
    load = "config({ path: '.env.local', override: true });\n"
    export = "export default { out: early, schema: process.env.X_OF_BOTH };"
    config = read(project, early + load + export)
    assert why(config, "out").startswith("4: `out` needs process.env.")
    assert config.values["schema"].value == ("local",)


@pytest.mark.parametrize("options", ["path: '.env.local'", "path: '.env.local', override: true"])
def test_a_variable_that_a_conditional_load_may_set_is_not_known(project: Project, options: str) -> None:
    project.write(".env.local", "X_OF_LOCAL=x\nX_OF_BOTH=local\n")
    project.write(".env", "X_OF_BOTH=env\n")
    load = f"const dotenv = require('dotenv');\nif (!process.env.CI) {{ dotenv.config({{ {options} }}); }}\n"
    config = read(project, f"{load}export default {{ out: process.env.X_OF_LOCAL, schema: process.env.X_OF_BOTH }};")
    assert why(config, "out").endswith("process.env.X_OF_LOCAL (line 2 may load it from a file)")
    assert bool(why(config, "schema")) == ("override" in options)


def test_a_value_that_dotenv_expand_changes_is_not_known(project: Project) -> None:
    project.write(".env", "X_A=a\nX_B=${X_A}\n")
    load = "import { config } from 'dotenv';\nimport { expand } from 'dotenv-expand';\nexpand(config());\n"
    config = read(project, f"{load}export default {{ out: process.env.X_B, schema: process.env.X_A }};")
    assert why(config, "out").endswith("process.env.X_B (`$` is expanded in X_B of .env)")
    assert config.values["schema"].value == ("a",)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("dialect: 'postgresql'", ""),
        ("dialect: 'mysql'", "mysql"),
        ("driver: 'pg'", ""),
        ("driver: 'better-sqlite'", "better-sqlite"),
        ("dialect: f()", ""),
    ],
)
def test_a_config_for_another_database_is_recognized(project: Project, text: str, other: str) -> None:
    assert read(project, f"export default {{ {text} }};").other_dialect == other


MOST_CALLS = 2_000_000


def doubling(times: int, shape: str) -> str:
    lines = ["const a0 = 'x';", *(f"const a{n} = {shape.replace('b', f'a{n - 1}')};" for n in range(1, times))]
    return "\n".join([*lines, f"export default {{ out: a{times - 1} }};"])


@pytest.mark.parametrize(
    "shape", ["[b, b]", "`${b}${b}`", "b + b", "{ ...b, y: b }", "b ?? b", "b ? b : b", "path.join(b, b)"]
)
def test_constants_that_double_each_other_take_few_steps(shape: str, project: Project) -> None:
    _, calls = read_and_counted(project, "import path from 'path';\n" + doubling(60, shape))
    assert calls < MOST_CALLS


HUGE = {
    "brackets": "export default " + "[" * 200_000 + "]" * 200_000,
    "open": "export default " + "[" * 400_000,
    "calls": "export default " + "f(" * 200_000 + ")" * 200_000,
    "members": "x" + ".y" * 200_000 + " = 1; export default {}",
    "keys": "export default {" + "".join(f"k{n}: process.env.X{n}," for n in range(30_000)) + "}",
    "loads": "import dotenv from 'dotenv';\n" + "dotenv.config();\n" * 4_000 + "export default {}",
    "texts": f"const a = '{'x' * 900_000}';\nexport default {{ out: `{'${a}' * 2_000}` }}",
    "strings": "export default { tablesFilter: [" + "'x'," * 100_000 + "] }",
}


@pytest.mark.parametrize("source", HUGE.values(), ids=HUGE)
def test_a_huge_file_is_refused_in_few_steps(source: str, project: Project) -> None:
    config, calls = read_and_counted(project, source)
    assert calls < MOST_CALLS
    assert why(config, "out").endswith(
        ("(it is larger than a configuration)", "(it takes more steps than a configuration should)", "TypeScript)")
    )


def test_deeply_nested_json_is_read(project: Project) -> None:
    config = read(project, '{"out": "a", "x": ' + '{"x":' * 900 + "1" + "}" * 901, "drizzle.config.json")
    assert config.values["out"].value == "a"
    many = ",".join(f'"k{n}": 1' for n in range(60_000))
    assert why(read(project, '{"out": "a", ' + many + "}", "drizzle.config.json"), "out").endswith(
        "than a configuration)"
    )


def test_a_nul_character_is_refused(project: Project) -> None:
    assert why(read(project, "export default { out: 'a\\0b' }"), "out").endswith("(it has a NUL character)")


def chain(count: int) -> dict[str, str]:
    return {f"m{at}.ts": f"import './m{at + 1}';" for at in range(count)} | {f"m{count}.ts": "import './m0';"}


MODULES = {
    "cycle": (chain(1), "env"),
    "chain": (chain(40), ""),
    "tables": ({"m0.ts": "export const t = pgTable('t', { a: integer('a').primaryKey().x() });\n" * 1500}, ""),
    "large": ({"m0.ts": "x(" * 150_000}, ""),
    "none": ({}, ""),
    "linked-out": ({"m0.ts": "->"}, ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), MODULES.values(), ids=MODULES)
def test_a_module_that_is_not_read_makes_unset_variables_unknown_in_few_steps(
    project: Project, files: dict[str, str], expected: str
) -> None:
    for name, text in files.items():
        if text == "->":
            (project.root / name).symlink_to("/etc/hostname")
        else:
            project.write(name, text)
    project.write(".env", "X_SET=env\n")
    config, calls = read_and_counted(
        project, "import './m0';\nexport default { out: process.env.X_NOT ?? process.env.X_SET };"
    )
    assert calls < MOST_CALLS
    assert (
        config.values["out"].value == expected if expected else why(config, "out").endswith("may load it from a file)")
    )
