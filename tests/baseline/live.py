"""The live schemas that baselines are made of: the corpus, the projects, one with everything, and generated ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.bed import CORPUS, FILES, run_script
from conftest import HERE
from full import FULL

from journal.folder.read import read_folder
from journal.project.settings import load_settings

_PROJECTS = sorted((HERE / "cases").glob("project-*"))


@dataclass(frozen=True)
class LiveSchema:
    """What is in a database: SQL for psql. `needs`: the first line of a file of the corpus."""

    name: str
    sql: str
    needs: str = ""

    def fill(self, conninfo: str) -> None:
        """Run it as a team did, statement by statement."""
        run_script(conninfo, self.sql)


def live_schemas() -> Iterator[LiveSchema]:
    """Yield all of them."""
    for path in FILES:
        text = path.read_text()
        yield LiveSchema(path.stem, text, text.partition("\n")[0])
    yield from (LiveSchema(path.name, _of_project(path)) for path in _PROJECTS)
    yield LiveSchema("hard", (Path(__file__).parent / "hard.sql").read_text())
    tables = 1000 if FULL else 20
    yield LiveSchema(f"tables_{tables}", _generated(tables))


def roles_file() -> Path:
    """Return the file with the roles that the corpus names."""
    return CORPUS / "roles.sql"


def _of_project(folder: Path) -> str:
    """Return what made the live database of a project: the files before the first migration, and the migrations."""
    forwards = sorted(read_folder(load_settings(folder)).forwards, key=lambda one: one.order)
    before = [folder / "live.before.sql", folder / "live.data.sql"]
    texts = [path.read_text() for path in before if path.exists()]
    texts += [one.raw.decode() for one in forwards[bool(texts) :]]  # the first one describes what was there before
    later = folder / "live.later.sql"
    return "\nRESET ALL;\n".join([*texts, *([later.read_text()] if later.exists() else [])])


def _generated(tables: int) -> str:
    """Return tables in ten schemas, with keys in a circle, partitions, domains, composite types, policies and views."""
    lines = [
        "CREATE EXTENSION IF NOT EXISTS citext SCHEMA public;",
        "CREATE TYPE public.state AS ENUM ('new', 'done');",
        "CREATE TYPE public.place AS (street text, zip integer);",
        "CREATE DOMAIN public.address AS text CHECK (VALUE ~ '@');",
        *(f"CREATE SCHEMA s{number};" for number in range(10)),
        "CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN new.at := now(); RETURN new; END';",
    ]
    for number in range(tables):
        table = f"s{number % 10}.t{number}"
        parent = f"REFERENCES s{(number - 1) % 10}.t{number - 1}" if number else ""
        lines += [
            f"CREATE TABLE {table} (id serial PRIMARY KEY, name text NOT NULL UNIQUE, at timestamptz DEFAULT now(), "
            f"parent int {parent}, amount numeric(10, 2) CHECK (amount > 0), state public.state DEFAULT 'new', "
            "mail public.address, place public.place, nick public.citext);",
            f"CREATE INDEX t{number}_at ON {table} (at DESC NULLS LAST) WHERE state = 'done';",
        ]
        if number % 10 == 0:
            lines += [
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;",
                f"CREATE POLICY own ON {table} FOR SELECT USING (id = 1);",
                f"CREATE VIEW {table}_view AS SELECT id, name FROM {table} WHERE amount > 1;",
                f"CREATE TRIGGER touch BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION public.touch();",
                f"COMMENT ON TABLE {table} IS 'the {number}th';",
                f"CREATE TABLE {table}_log (id int, at date NOT NULL) PARTITION BY RANGE (at);",
                f"CREATE TABLE {table}_log_1 PARTITION OF {table}_log FOR VALUES FROM ('2025-01-01') TO ('2026-01-1');",
            ]
    last = tables - 1
    lines.append(f"ALTER TABLE s0.t0 ADD CONSTRAINT circle FOREIGN KEY (parent) REFERENCES s{last % 10}.t{last};")
    return "\n".join(lines)
