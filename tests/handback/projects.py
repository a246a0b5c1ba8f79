"""Projects whose teams write SQL by hand, with the database that they have, and what they change next in schema.ts.

Each is `tests/cases/project-NAME`: live.before.sql is the database that the baseline describes and live.data.sql
its rows; without them, the first migration has made the database. live.later.sql has rows after the last migration.
"""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from conftest import HERE, NODE_PACKAGES, Journal
from handback.schema_edits import (
    Column,
    Rows,
    SchemaEdit,
    add,
    drop,
    enum_value,
    new_enum,
    new_table,
    rename,
)
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from real import psql

from journal.folder.read import read_folder
from journal.project.settings import load_settings

_TABLES = """
SELECT nspname, relname FROM pg_class JOIN pg_namespace AS space ON space.oid = relnamespace
 WHERE relkind IN ('r', 'p', 'm') AND NOT relispartition AND relispopulated
   AND nspname !~ '^(pg_|information_schema|drizzle)' AND relname !~ '^_backup_'
"""


@dataclass(frozen=True)
class LivedProject:
    """`by`: what has made the live database, psql or `run`. `edits`: five changes, one after the other."""

    name: str
    by: str
    edits: Sequence[SchemaEdit]


PROJECTS = [
    LivedProject("auth", "psql", [
        add(Column("public.user", "phone")), rename(Column("public.session", "user_agent")),
        drop(Column("public.account", "scope")), enum_value("public.user_role"),
        new_table(Column("public.user", "id", "text")),
    ]),
    LivedProject("billing", "run", [
        add(Column("public.organizations", "vat_number")), rename(Column("public.organizations", "billing_email")),
        drop(Column("public.plans", "features")), enum_value("public.subscription_status"),
        new_table(Column("public.organizations", "id", "uuid")),
    ]),
    LivedProject("multi", "psql", [
        add(Column("core.tenants", "plan")), rename(Column("core.users", "display_name")),
        drop(Column("billing.payments", "provider")), enum_value("core.tenant_state"),
        new_table(Column("core.tenants", "id", "uuid")),
    ]),
    LivedProject("seqs", "run", [
        add(Column("public.tickets", "channel")), rename(Column("public.agents", "shift_start")),
        drop(Column("public.agents", "active")), new_enum(Column("public.agents", "mood")),
        new_table(Column("public.tickets", "id", "bigint")),
    ]),
    LivedProject("shop", "psql", [
        add(Column("public.customers", "phone")), rename(Column("public.customers", "marketing_consent")),
        drop(Column("public.products", "weight")), enum_value("public.order_status"),
        new_table(Column("public.orders", "id", "bigint")),
    ]),
    LivedProject("tenancy", "run", [
        add(Column("public.tasks", "color")), rename(Column("public.tenants", "plan")),
        drop(Column("public.tasks", "estimate")), enum_value("public.member_role"),
        new_table(Column("public.tenants", "id", "uuid")),
    ]),
    LivedProject("telemetry", "psql", [
        add(Column("public.events", "source")), rename(Column("public.sites", "elevation")),
        drop(Column("public.alarms", "note")), enum_value("public.device_state"),
        new_table(Column("public.devices", "id", "bigint")),
    ]),
    LivedProject("bikeshop", "run", [
        add(Column("public.bikes", "color")), rename(Column("public.customers", "newsletter")),
        drop(Column("public.order_lines", "vat")), enum_value("public.bike_kind"),
        new_table(Column("public.customers", "id", "integer")),
    ]),
    LivedProject("library", "psql", [
        add(Column("public.books", "subtitle")), rename(Column("public.readers", "blocked")),
        drop(Column("public.books", "shelf")), enum_value("public.loan_state"),
        new_table(Column("public.authors", "id", "integer")),
    ]),
    LivedProject("factory", "run", [
        add(Column("Plant.WorkOrder", "Remark")), rename(Column("shared.employee", "hours")),
        drop(Column("Plant.part", "weight kg")), enum_value("shared.Priority"),
        new_table(Column("Plant.Machine", "Id", "integer"), "Plant"),
    ]),
]  # fmt: skip


def lived(project: LivedProject, root: Path, url: str, journal: Journal) -> None:
    """Copy the team's folder to `root`, and make its database as the team did, with rows."""
    shutil.copytree(HERE / "cases" / f"project-{project.name}", root, dirs_exist_ok=True)
    (root / "node_modules").symlink_to(NODE_PACKAGES)
    baseline, *rest = read_folder(load_settings(root)).forwards
    if (root / "live.before.sql").exists():
        for file in ("live.before.sql", "live.data.sql"):
            psql(url, (root / file).read_text())
    else:
        baseline, rest = None, [baseline, *rest]
    if project.by == "psql":
        for migration in rest:
            psql(url, migration.raw.decode())
    else:
        recorded = [("--record-only", baseline.tag)] if baseline else []
        for words in (*recorded, ()):
            said = journal("run", *words, "--url", url, "--yes")
            assert said.code == 0, said.out + said.err
    if (root / "live.later.sql").exists():
        psql(url, (root / "live.later.sql").read_text())
    _heed(root / "migrations")
    write_live_config(root, url)


def _heed(migrations: Path) -> None:
    """Edit the files as `check` says: no search_path stays for later migrations."""
    for path in migrations.glob("*.sql"):
        text = path.read_text()
        if re.match("SET search_path", text) and "RESET" not in text:
            path.write_text(f"{text}\nRESET search_path;\n")


def write_live_config(root: Path, url: str) -> None:
    """The team's config, with the live database in it."""
    words = conninfo_to_dict(url)
    credentials = f"{{ host: '{words['host']}', user: 'postgres', database: '{words['dbname']}', ssl: false }}"
    (root / "live.config.ts").write_text(
        f"import own from './drizzle.config';\nexport default {{ ...own, dbCredentials: {credentials} }};\n"
    )


def rows_of(url: str) -> Rows:
    """Return all rows of all tables and materialized views, sorted; of `run`'s records the names only."""
    found = {}
    with psycopg.connect(url) as live:
        for schema, table in live.execute(_TABLES).fetchall():
            query = sql.SQL("SELECT to_jsonb(t) AS row FROM {} AS t").format(sql.Identifier(schema, table))
            rows = [one["row"] for one in live.cursor(row_factory=dict_row).execute(query)]
            if table == "_manual_migrations":  # a cleaned file has another hash, a renumbered one another number
                rows = [{"filename": re.sub(r"^[0-9_]+", "", str(row["filename"]))} for row in rows]
            found[f"{schema}.{table}"] = sorted_rows(rows)
    return found


def sorted_rows(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return sorted(rows, key=lambda row: str(sorted(row.items())))


def ledger(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as live:
        return live.execute("SELECT * FROM drizzle.__drizzle_migrations ORDER BY id").fetchall()
