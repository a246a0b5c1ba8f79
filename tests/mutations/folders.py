"""Healthy folders, made by the real drizzle-kit: every prefix mode, several sizes."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PACKAGES = Path(__file__).parent.parent / "drizzle" / "node_modules"
KIT = "node_modules/drizzle-kit/bin.cjs"
MODES = ("index", "timestamp", "supabase", "unix")
SIZES = (1, 4, 8)
SECONDS = 120

_NAMES = "bigint boolean check index integer pgEnum pgPolicy pgSequence pgTable pgView text timestamp unique uuid"
_HEAD = f"""import {{ sql }} from "drizzle-orm";
import {{ {", ".join(_NAMES.split())} }} from "drizzle-orm/pg-core";
"""
_MOOD = 'export const mood = pgEnum("mood", ["sad", "ok"]);\n'
_USERS = """export const users = pgTable("users",
 { id: uuid().primaryKey().defaultRandom(), mood: mood().default("ok"){} });\n"""
_POSTS = """export const posts = pgTable("posts", { id: integer().primaryKey().generatedAlwaysAsIdentity(),
 author: uuid().references(() => users.id), title: text().notNull(), at: timestamp().defaultNow() },
 (t) => [index("posts_title").on(t.title.desc()), unique().on(t.author, t.title)]);\n"""
_TAGS = """export const tags = pgTable("tags", { id: bigint({ mode: "number" }).primaryKey(), name: text().unique() },
 (t) => [check("named", sql`${t.name} <> ''`), pgPolicy("all", { for: "select", using: sql`true` })]).enableRLS();\n"""
# What schema.ts says at each step: tables, an enum that grows, a column that comes and goes, a view, a sequence.
STEPS = (
    _MOOD + _USERS.replace("{}", ""),
    _MOOD + _USERS.replace("{}", "") + _POSTS,
    _MOOD.replace('"ok"]', '"ok", "glad"]') + _USERS.replace("{}", "") + _POSTS,
    _MOOD.replace('"ok"]', '"ok", "glad"]') + _USERS.replace("{}", ", active: boolean().default(true)") + _POSTS,
    _MOOD.replace('"ok"]', '"ok", "glad"]') + _USERS.replace("{}", "") + _POSTS,
    _MOOD.replace('"ok"]', '"ok", "glad"]') + _USERS.replace("{}", "") + _POSTS + _TAGS,
)
_VIEW = 'export const titles = pgView("titles").as((qb) => qb.select({ title: posts.title }).from(posts));\n'
_SEQUENCE = 'export const numbers = pgSequence("numbers", { startWith: 10 });\n'
SCHEMAS = (*STEPS, STEPS[-1] + _VIEW, STEPS[-1] + _VIEW + _SEQUENCE)


def make_folders(parent: Path, modes: tuple[str, ...] = MODES, sizes: tuple[int, ...] = SIZES) -> dict[str, Path]:
    """One project for each mode and size, by the name `index-4`. Two node processes at a time."""
    with ThreadPoolExecutor(2) as pool:
        made = pool.map(lambda mode: dict(_grown(parent, mode, sizes)), modes)
        return {name: path for one in made for name, path in one.items()}


def _grown(parent: Path, mode: str, sizes: tuple[int, ...]) -> Iterator[tuple[str, Path]]:
    root = parent / f"growing-{mode}"
    root.mkdir(parents=True)
    (root / "node_modules").symlink_to(PACKAGES)
    config = {"dialect": "postgresql", "schema": "./schema.ts", "out": "./drizzle", "migrations": {"prefix": mode}}
    (root / "drizzle.config.json").write_text(json.dumps(config))
    (root / "journal.toml").write_text('migrations = "drizzle"\n')
    for number, schema in enumerate(SCHEMAS[: max(sizes)], 1):
        (root / "schema.ts").write_text(_HEAD + schema)
        said = kit(root, "generate")
        assert len(list((root / "drizzle").glob("*.sql"))) == number, said
        time.sleep(1.0)  # no two in one second
        if number in sizes:
            yield f"{mode}-{number}", Path(shutil.copytree(root, parent / f"{mode}-{number}", symlinks=True))


def kit(root: Path, verb: str) -> str:
    """What drizzle-kit says; its exit code tells nothing."""
    command = ["node", KIT, verb]
    done = subprocess.run(
        command, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    return f"{done.stdout}{done.stderr}[{done.returncode}]"


def verdict(root: Path) -> str:
    """`fine`, `warns` or `stops`: what the real `drizzle-kit check` makes of a folder."""
    said = kit(root, "check")
    if "Everything's fine" not in said:
        return "stops"
    return "warns" if "warn" in said.lower() or "⚠" in said else "fine"
