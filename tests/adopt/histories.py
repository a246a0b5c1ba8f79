"""Histories of other tools, in three migrations: two tables, and rows. The live databases are made by the real tools.

goose, Flyway, Sequelize and TypeORM are not among the packages of the tests: their folders and ledgers are made from
their documentation. So is the ledger of the Supabase CLI where it is not installed, as scripts/test does with
JOURNAL_FULL alone.
"""

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

from conftest import HERE
from cut import proxy_before
from full import FULL
from needs import need, need_program
from psycopg.conninfo import conninfo_to_dict
from real import psql

USERS = "CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL CONSTRAINT users_email_unique UNIQUE);\n"
POSTS = (
    "CREATE TABLE posts (id serial PRIMARY KEY, by integer CONSTRAINT posts_by_users_id_fk REFERENCES users);\n"
    "CREATE INDEX posts_by ON posts (by);\n"
)
ROWS = "INSERT INTO users (email) VALUES ('a;b');\n"
UPS = {"users": USERS, "posts": POSTS, "rows": ROWS}
PRISMA_UPS = UPS | {"rows": "INSERT INTO users (email) VALUES ('a' || chr(59) || 'b');\n"}
"""The WebAssembly module splits its scripts at every semicolon, also in a literal."""
DOWNS = {"users": "DROP TABLE users;\n", "posts": "DROP TABLE posts;\n", "rows": "DELETE FROM users;\n"}
MOMENTS = ("20240101120000", "20240201120000", "20240301120000")
MILLIS = ("1704110400000", "1706788800000", "1709294400000")
PACKAGES = HERE / "adopt" / "node_modules"

Write = Callable[[Path], None]
Run = Callable[[Path, str], None]


@dataclass(frozen=True)
class Example:
    """`write` writes the history into a folder; `run` applies it to a database, in the project's root.

    `folder`: where it is, below the project. `downs`: whether the tool has down parts. `real`: the tool itself ran.
    """

    folder: str
    write: Write
    run: Run
    downs: bool = True
    real: bool = False
    ups: Mapping[str, str] = field(default_factory=lambda: UPS)


def _files(name: Callable[[int, str], str], text: Callable[[str], str]) -> Write:
    def write(folder: Path) -> None:
        for number, word in enumerate(UPS):
            path = folder / name(number, word)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text(word))

    return write


def _by_hand(ledger: str) -> Run:
    """Apply the SQL, and write the ledger as the documentation of the tool has it."""
    return lambda _root, url: psql(url, "".join(UPS.values()) + ledger)


def _node(root: Path, *words: str, url: str) -> None:
    need_program("node")
    need(PACKAGES.exists(), "needs the npm packages of tests/adopt, which scripts/test installs")
    host = conninfo_to_dict(url)
    environment = os.environ | {"DATABASE_URL": url, "PGHOST": str(host["host"]), "PGUSER": "postgres"}
    environment |= {"PGDATABASE": str(host["dbname"]), "NODE_PATH": str(PACKAGES)}
    done = subprocess.run(
        ["node", *words], cwd=root, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def _prisma(folder: Path) -> None:
    _files(lambda number, word: f"{MOMENTS[number]}_{word}/migration.sql", PRISMA_UPS.__getitem__)(folder)
    (folder / "migration_lock.toml").write_text('provider = "postgresql"\n')


def _prisma_deploy(root: Path, url: str) -> None:
    """Prisma by its schema engine; its command line would download another build of it."""
    words = conninfo_to_dict(url)
    script = str(HERE / "adopt/prisma.mjs")
    _node(root, script, str(words["host"]), str(words["dbname"]), str(root / "prisma/migrations"), url=url)


def _dbmate(root: Path, url: str) -> None:
    program = HERE / "dbmate/node_modules/@dbmate/linux-x64/bin/dbmate"
    need(program.exists(), "needs the npm packages of tests/dbmate, which scripts/test installs")
    words = conninfo_to_dict(url)
    address = f"postgres://postgres@/{words['dbname']}?host={words['host']}&sslmode=disable"
    done = subprocess.run(
        [str(program), "--url", address, "--migrations-dir", "db/migrations", "--no-dump-schema", "migrate"], cwd=root,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def _knex(root: Path, url: str) -> None:
    """Knex with a source of its own, which sends the SQL files, as its documentation shows."""
    (root / "knexfile.cjs").write_text("""
const fs = require("fs"), path = require("path");
const folder = path.join(__dirname, "db/migrations");
const source = {
  getMigrations: async () => fs.readdirSync(folder).filter((name) => name.endsWith(".up.sql")).sort(),
  getMigrationName: (name) => name,
  getMigration: async (name) => ({
    up: (knex) => knex.raw(fs.readFileSync(path.join(folder, name), "utf8")),
    down: (knex) => knex.raw(fs.readFileSync(path.join(folder, name.replace(".up.", ".down.")), "utf8")),
  }),
};
module.exports = { client: "pg", connection: { host: process.env.PGHOST, user: "postgres",
  database: process.env.PGDATABASE }, migrations: { migrationSource: source } };
""")
    (root / "run.cjs").write_text("""
const knex = require("knex")(require("./knexfile.cjs"));
knex.migrate.latest().then(() => knex.destroy(), (error) => { console.error(error); process.exit(1); });
""")
    (root / "package.json").write_text('{ "dependencies": { "knex": "3.3.0" } }\n')
    _node(root, "run.cjs", url=url)


def _knex_files(folder: Path) -> None:
    _files(lambda number, word: f"{MOMENTS[number]}_{word}.up.sql", UPS.__getitem__)(folder)
    _files(lambda number, word: f"{MOMENTS[number]}_{word}.down.sql", DOWNS.__getitem__)(folder)


def _knex_code(folder: Path) -> None:
    def text(word: str) -> str:
        up, down = (" ".join(part[word].split()) for part in (UPS, DOWNS))
        return f"exports.up = (knex) => knex.raw(`{up}`);\nexports.down = (knex) => knex.raw(`{down}`);\n"

    _files(lambda number, word: f"{MOMENTS[number]}_{word}.js", text)(folder)


def _knex_latest(root: Path, url: str) -> None:
    """Knex by its own command line."""
    (root / "knexfile.cjs").write_text("""
module.exports = { client: "pg", connection: { host: process.env.PGHOST, user: "postgres",
  database: process.env.PGDATABASE }, migrations: { directory: "./migrations" } };
""")
    _node(root, str(PACKAGES / "knex/bin/cli.js"), "migrate:latest", "--knexfile", str(root / "knexfile.cjs"), url=url)


def _pgm(root: Path, url: str) -> None:
    program = PACKAGES / "node-pg-migrate/bin/node-pg-migrate.js"
    _node(root, str(program), "up", "-m", "migrations", url=url)


_GOOSE_LEDGER = (
    "CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL,"
    " tstamp timestamp DEFAULT now());\nINSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true)"
    + "".join(f", ({moment}, true)" for moment in MOMENTS)
    + ";\n"
)


def _flyway_checksum(text: str) -> int:
    value = crc32("".join(text.splitlines()).encode())
    return value - 2**32 if value >= 2**31 else value


_FLYWAY_LEDGER = (
    "CREATE TABLE flyway_schema_history ("
    "installed_rank integer NOT NULL CONSTRAINT flyway_schema_history_pk PRIMARY KEY,"
    " version varchar(50), description varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL,"
    " checksum integer, installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(),"
    " execution_time integer NOT NULL, success boolean NOT NULL);\n"
    "CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success);\n"
) + "".join(
    f"INSERT INTO flyway_schema_history VALUES ({number}, '{number}', '{word}', 'SQL', 'V{number}__{word}.sql',"
    f" {_flyway_checksum(UPS[word])}, 'me', now(), 1, true);\n"
    for number, word in enumerate(UPS, 1)
)
_SUPABASE_LEDGER = (
    "CREATE SCHEMA supabase_migrations;\n"
    "CREATE TABLE supabase_migrations.schema_migrations (version text PRIMARY KEY, statements text[], name text);\n"
) + "".join(
    f"INSERT INTO supabase_migrations.schema_migrations VALUES ('{MOMENTS[number]}', '{{}}', '{word}');\n"
    for number, word in enumerate(UPS)
)
_SEQUELIZE_LEDGER = 'CREATE TABLE "SequelizeMeta" (name varchar(255) PRIMARY KEY);\n' + "".join(
    f"INSERT INTO \"SequelizeMeta\" VALUES ('{MOMENTS[number]}-{word}.js');\n" for number, word in enumerate(UPS)
)
_TYPEORM_LEDGER = (
    'CREATE TABLE migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL);\n'
)
_TYPEORM_LEDGER += "".join(
    f"INSERT INTO migrations (timestamp, name) VALUES ({MILLIS[number]}, '{word}{MILLIS[number]}');\n"
    for number, word in enumerate(UPS)
)


def _typeorm(folder: Path) -> None:
    for number, word in enumerate(UPS):
        up = " ".join(UPS[word].split())
        (folder / f"{MILLIS[number]}-{word}.ts").write_text(
            'import { MigrationInterface, QueryRunner } from "typeorm";\n\n'
            f"export class {word}{MILLIS[number]} implements MigrationInterface {{\n"
            f"    name = '{word}{MILLIS[number]}'\n\n"
            "    public async up(queryRunner: QueryRunner): Promise<void> {\n"
            f"        await queryRunner.query(`{up}`);\n    }}\n\n"
            "    public async down(queryRunner: QueryRunner): Promise<void> {\n"
            f"        await queryRunner.query(`{DOWNS[word].strip()}`);\n    }}\n}}\n"
        )


def _goose_text(word: str) -> str:
    up = f"-- +goose StatementBegin\n{UPS[word]}-- +goose StatementEnd\n"
    return f"-- +goose Up\n{up}\n-- +goose Down\n{DOWNS[word]}"


def _supabase(root: Path, url: str) -> None:
    """The Supabase CLI, which opens no socket in the file system."""
    program = HERE / "supabase/node_modules/@supabase/cli-linux-x64/bin/supabase"
    if not program.exists():
        need(not FULL, "needs the npm packages of tests/supabase, which scripts/test installs with JOURNAL_FULL")
        _by_hand(_SUPABASE_LEDGER)(root, url)
        return
    environment = os.environ | {"HOME": str(root), "DO_NOT_TRACK": "1", "SUPABASE_TELEMETRY_DISABLED": "1"}
    with proxy_before(url) as proxy:
        command = [str(program), "db", "push", f"--remote={proxy.url}?sslmode=disable", "--yes"]
        (root / "supabase/config.toml").write_text('project_id = "adopted"\n')
        done = subprocess.run(
            command, cwd=root, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def _sequelize_text(word: str) -> str:
    up, down = (" ".join(part[word].split()) for part in (UPS, DOWNS))
    return (
        "'use strict';\n/** @type {import('sequelize-cli').Migration} */\nmodule.exports = {\n"
        f"  async up(queryInterface, Sequelize) {{\n    await queryInterface.sequelize.query(`{up}`);\n  }},\n\n"
        f"  async down(queryInterface, Sequelize) {{\n    await queryInterface.sequelize.query(`{down}`);\n  }}\n}};\n"
    )


def _flyway(folder: Path) -> None:
    _files(lambda number, word: f"V{number + 1}__{word}.sql", UPS.__getitem__)(folder)
    _files(lambda number, word: f"U{number + 1}__{word}.sql", DOWNS.__getitem__)(folder)
    (folder / "R__names.sql").write_text("CREATE OR REPLACE VIEW names AS SELECT email FROM users;\n")


EXAMPLES = {
    "prisma": Example("prisma/migrations", _prisma, _prisma_deploy, downs=False, real=True, ups=PRISMA_UPS),
    "dbmate": Example(
        "db/migrations",
        _files(
            lambda number, word: f"{MOMENTS[number]}_{word}.sql",
            lambda word: f"-- migrate:up\n{UPS[word]}\n-- migrate:down\n{DOWNS[word]}",
        ),
        _dbmate, real=True,
    ),
    "goose": Example(
        "db/migrations", _files(lambda number, word: f"{MOMENTS[number]}_{word}.sql", _goose_text),
        _by_hand(_GOOSE_LEDGER),
    ),
    "flyway": Example("db/migrations", _flyway, _by_hand(_FLYWAY_LEDGER)),
    "knex": Example("db/migrations", _knex_files, _knex, real=True),
    "knex-code": Example("migrations", _knex_code, _knex_latest, real=True),
    "node-pg-migrate": Example(
        "migrations",
        _files(
            lambda number, word: f"{MILLIS[number]}_{word}.sql",
            lambda word: f"-- Up Migration\n{UPS[word]}\n-- Down Migration\n{DOWNS[word]}",
        ),
        _pgm, real=True,
    ),
    "supabase": Example(
        "supabase/migrations", _files(lambda number, word: f"{MOMENTS[number]}_{word}.sql", UPS.__getitem__),
        _supabase, downs=False, real=True,
    ),
    "sequelize": Example(
        "migrations", _files(lambda number, word: f"{MOMENTS[number]}-{word}.js", _sequelize_text),
        _by_hand(_SEQUELIZE_LEDGER),
    ),
    "typeorm": Example("src/migrations", _typeorm, _by_hand(_TYPEORM_LEDGER)),
}  # fmt: skip
