"""The table or column that --drop-table, --drop-column and --transform are about."""

from dataclasses import dataclass

from journal.authoring.sql_names import spelt
from journal.catalog.values import Column, Constraint, Key, Schema
from journal.errors import JournalError


class TargetUnknown(JournalError):
    """There is no such table or column after the migrations that there are."""

    code = "target-unknown"


@dataclass(frozen=True)
class AuthoringTarget:
    """A table, or a column of it. `said` are the words of the option, less the column."""

    schema: str
    table: str
    column: str = ""

    @property
    def where(self) -> str:
        """The table as SQL writes it."""
        return spelt("" if self.schema == "public" else self.schema, self.table)

    @property
    def title(self) -> str:
        """`users.legacy_quota`, for people."""
        return ".".join(filter(None, ("" if self.schema == "public" else self.schema, self.table, self.column)))

    @property
    def key(self) -> Key:
        """The table's or the column's."""
        return ("column", self.schema, self.table, self.column) if self.column else ("table", self.schema, self.table)


def target_of(text: str, *, column: bool, schema: Schema | None) -> AuthoringTarget:
    """`[SCHEMA.]TABLE`, or `[SCHEMA.]TABLE.COLUMN`. Raises TargetUnknown where it is known that there is none."""
    words, most = text.split("."), 3 if column else 2
    if not all(words) or not most - 1 <= len(words) <= most:
        shape = "[SCHEMA.]TABLE.COLUMN" if column else "[SCHEMA.]TABLE"
        raise TargetUnknown(f"{text!r} is not of the form {shape}.", hint="Names as they are stored, without quotes.")
    space = words[0] if len(words) == most else "public"
    names = words[-2:] if column else words[-1:]
    found = AuthoringTarget(space, *names)
    if schema and found.key not in schema.objects:
        raise TargetUnknown(f"The migrations make no {found.key[0]} {found.title}.", hint=_near(found, schema))
    return found


def _near(target: AuthoringTarget, schema: Schema) -> str:
    names = sorted(key[-1] for key in schema.objects if key[: len(target.key) - 1] == target.key[:-1])
    return f"There are: {', '.join(names[:12])}" if names else "Give the schema, too: SCHEMA.TABLE"


def column_of(target: AuthoringTarget, schema: Schema) -> Column:
    """The column as it is."""
    one = schema.objects[target.key]
    assert isinstance(one, Column)  # noqa: S101 - the target was found by this key
    return one


def key_of(target: AuthoringTarget, schema: Schema | None) -> tuple[str, ...]:
    """The columns of the table's primary key; `id` where that is not known."""
    for one in schema.by_kind.get("constraint", ()) if schema else ():
        place = (target.schema, target.table, "primary key")
        if isinstance(one, Constraint) and (one.schema, one.table, one.type) == place:
            return one.columns
    return ("id",)
