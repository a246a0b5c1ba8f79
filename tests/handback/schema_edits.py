"""Five edits of a schema.ts, each with the SQL that drizzle-kit has to write for it and what it does to the rows."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Rows = Mapping[str, list[dict[str, object]]]
"""The rows of every table, as `schema.name`."""
_IMPORTS = (
    'import { index as anIndex, pgEnum as anEnum, pgTable as aTable, text as aText, uuid as aUuid, bigint as aBigint,'
    ' integer as anInteger } from "drizzle-orm/pg-core";\n'
)  # fmt: skip
_TYPES = {"uuid": "aUuid", "text": "aText", "bigint": "aBigint", "integer": "anInteger"}


@dataclass(frozen=True)
class Column:
    """A column that is renamed or dropped, or that a foreign key points to."""

    table: str
    name: str
    type: str = "text"

    @property
    def quoted_table(self) -> str:
        """The table as drizzle-kit writes it."""
        schema, _, name = self.table.partition(".")
        return f'"{name}"' if schema == "public" else f'"{schema}"."{name}"'


@dataclass(frozen=True)
class SchemaEdit:
    """One change of schema.ts. `statements`: what `generate` has to write. `rows`: those after it of those before.

    `rename`: the answer to the question of drizzle-kit, "old > new"; empty where it asks none.
    """

    name: str
    change: Callable[[str], str]
    statements: tuple[str, ...]
    rows: Callable[[Rows], Rows] = field(default=lambda rows: rows)
    rename: str = ""


def with_imports(source: str) -> str:
    """Return the schema.ts with the names that the edits use."""
    return _IMPORTS + source


def add(column: Column, *, name: str = "added") -> SchemaEdit:
    """Add a text column at the beginning of a table; `column.name` is its name."""
    property_ = "".join(word.capitalize() for word in column.name.split("_"))

    def change(source: str) -> str:
        start, _ = _block(source, column.table)
        return f'{source[:start]}\n  a{property_}: aText("{column.name}"),{source[start:]}'

    def rows(before: Rows) -> Rows:
        return {**before, column.table: [row | {column.name: None} for row in before[column.table]]}

    return SchemaEdit(name, change, (f'ALTER TABLE {column.quoted_table} ADD COLUMN "{column.name}" text;',), rows)


def rename(column: Column) -> SchemaEdit:
    """Give a column another name; its property keeps its own."""
    new = f"{column.name}_renamed"

    def change(source: str) -> str:
        start, end = _block(source, column.table)
        text, count = re.subn(rf'(\w\(\s*)"{re.escape(column.name)}"', rf'\1"{new}"', source[start:end])
        assert count == 1, (column, count)
        return source[:start] + text + source[end:]

    def rows(before: Rows) -> Rows:
        found = [
            {new if key == column.name else key: value for key, value in row.items()} for row in before[column.table]
        ]
        return {**before, column.table: found}

    statement = f'ALTER TABLE {column.quoted_table} RENAME COLUMN "{column.name}" TO "{new}";'
    return SchemaEdit("renamed", change, (statement,), rows, f"{column.name} > {new}")


def drop(column: Column) -> SchemaEdit:
    """Take a column out of a table."""

    def change(source: str) -> str:
        start, end = _block(source, column.table)
        at, after = _entry(source, start, end, column.name)
        return source[:at] + source[after:]

    def rows(before: Rows) -> Rows:
        found = [{key: value for key, value in row.items() if key != column.name} for row in before[column.table]]
        return {**before, column.table: found}

    return SchemaEdit("dropped", change, (f'ALTER TABLE {column.quoted_table} DROP COLUMN "{column.name}";',), rows)


def enum_value(enum: str) -> SchemaEdit:
    """Add a value at the end of an enum, `schema.name`."""
    schema, _, name = enum.partition(".")

    def change(source: str) -> str:
        pattern = rf'([eE]num\(\s*"{re.escape(name)}",\s*\[[^\]]*?),?\s*\]'
        text, count = re.subn(pattern, r'\1, "added later"]', source)
        assert count == 1, (enum, count)
        return text

    return SchemaEdit("enum", change, (f'ALTER TYPE "{schema}"."{name}" ADD VALUE \'added later\';',))


def new_enum(column: Column) -> SchemaEdit:
    """Make an enum, and a column of it: where a project has none."""

    def change(source: str) -> str:
        start, _ = _block(source, column.table)
        found = f'{source[:start]}\n  aMood: aMood("{column.name}").default("low"),{source[start:]}'
        at = found.index(_IMPORTS) + len(_IMPORTS)
        return f'{found[:at]}export const aMood = anEnum("a_mood", ["low", "high"]);\n{found[at:]}'

    def rows(before: Rows) -> Rows:
        return {**before, column.table: [row | {column.name: "low"} for row in before[column.table]]}

    made = "CREATE TYPE \"public\".\"a_mood\" AS ENUM('low', 'high');"
    added = f'ALTER TABLE {column.quoted_table} ADD COLUMN "{column.name}" "a_mood" DEFAULT \'low\';'
    return SchemaEdit("enum", change, (made, added), rows)


def new_table(to: Column, schema: str = "public") -> SchemaEdit:
    """Make a table with a foreign key to a column, and an index."""
    schema_to, _, table = to.table.partition(".")
    name = Column(f"{schema}.added_later", "of")

    def change(source: str) -> str:
        start, end = _block(source, to.table)
        (owner,) = re.findall(r"export const (\w+) =[^=]*\($", source[: source.rindex(f'"{table}"', 0, start)])
        at, after = _entry(source, start, end, to.name)
        property_ = source[at:after].partition(":")[0].strip()
        options = ', { mode: "number" }' if to.type == "bigint" else ""
        return (
            f'{source}\nexport const addedLater = {_maker(source, schema)}("added_later", {{\n'
            f'  id: aText("id").primaryKey(),\n'
            f'  of: {_TYPES[to.type]}("of"{options}).references(() => {owner}.{property_}),\n'
            f'}}, (t) => [anIndex("added_later_of_idx").on(t.of)]);\n'
        )

    made = f'CREATE TABLE {name.quoted_table} (\n\t"id" text PRIMARY KEY NOT NULL,\n\t"of" {to.type}\n);'
    key = (
        f'ALTER TABLE {name.quoted_table} ADD CONSTRAINT "added_later_of_{table}_{to.name}_fk" FOREIGN KEY ("of") '
        f'REFERENCES "{schema_to}"."{table}"("{to.name}") ON DELETE no action ON UPDATE no action;'
    )
    index = f'CREATE INDEX "added_later_of_idx" ON {name.quoted_table} USING btree ("of");'
    return SchemaEdit("table", change, (made, key, index), lambda rows: {**rows, name.table: []})


def _maker(source: str, schema: str) -> str:
    """Return the function that makes a table of a schema."""
    if schema == "public":
        return "aTable"
    (name,) = re.findall(rf'export const (\w+) = pgSchema\("{schema}"\)', source)
    return f"{name}.table"


def without_relations(source: str) -> str:
    """Return the schema.ts without its relations, which 1.0 has elsewhere and drizzle-kit does not need."""
    while found := re.search(r"^export const \w+ = relations\(", source, re.MULTILINE):
        source = source[: found.start()] + source[_closing(source, found.end()) + 2 :]
    return re.sub(r"(import \{[^}]*?)\brelations\b,?\s*", r"\1", source)


def _block(source: str, table: str) -> tuple[int, int]:
    """Return where the columns of a table begin, after the bracket, and where they end."""
    schema, _, name = table.partition(".")
    call = r"\bpgTable" if schema == "public" else r"\w+\.table"
    matches = list(re.finditer(rf'{call}\(\s*"{re.escape(name)}",\s*\{{', source))
    assert len(matches) == 1, (table, len(matches))
    return matches[0].end(), _closing(source, matches[0].end())


def _entry(source: str, start: int, end: int, column: str) -> tuple[int, int]:
    """Return where the property of a column begins and where it ends, with its comma."""
    at = start
    while at < end:
        after = _closing(source, at, stop=",")
        if re.search(rf'\w\(\s*"{re.escape(column)}"', source[at:after]):
            return at, min(after + 1, end)
        at = after + 1
    raise AssertionError(column)


def _closing(source: str, at: int, stop: str = "") -> int:
    """Return where the bracket closes that is open at `at`, or where `stop` is before that, outside of texts."""
    depth, quote = 0, ""
    while True:
        letter = source[at]
        if quote:
            at += letter == "\\"
            quote = "" if letter == quote else quote
        elif letter in "\"'`":
            quote = letter
        elif source.startswith("//", at):
            at = source.index("\n", at)
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            if depth == 0:
                return at
            depth -= 1
        elif letter == stop and depth == 0:
            return at
        at += 1
