"""The objects of a schema that belong to no table: types, functions, extensions, and the comments and grants on all."""

from typing import ClassVar

from journal.catalog.quoting import readable
from journal.catalog.values import Key, Object, SchemaObject
from journal.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Extension(Object, kind="extension"):
    """An extension. Its members are not read: the version stands for them."""

    name: str
    schema: str
    version: str


@dataclass(frozen=True, slots=True)
class Collation(SchemaObject, kind="collation"):
    """A collation. `definition`: the text in the brackets of CREATE COLLATION."""

    definition: str


@dataclass(frozen=True, slots=True)
class Enum(SchemaObject, kind="enum"):
    """An enum with its labels in order."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Domain(SchemaObject, kind="domain"):
    """A domain; its checks are objects of their own. `collation`: empty for that of the base type."""

    type: str
    collation: str
    default: str | None
    not_null: bool


@dataclass(frozen=True, slots=True)
class DomainConstraint(Object, kind="domain constraint"):
    """A check of a domain."""

    named_by: ClassVar[tuple[str, ...]] = ("schema", "domain", "name")
    schema: str
    domain: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class Composite(SchemaObject, kind="composite type"):
    """A composite type. `attributes`: the name and the type of each, as CREATE TYPE writes them."""

    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Range(SchemaObject, kind="range type"):
    """A range type. `definition`: the text in the brackets of CREATE TYPE … AS RANGE."""

    definition: str


@dataclass(frozen=True, slots=True)
class Function(SchemaObject, kind="function"):
    """A function, procedure or aggregate, as `word` says. `returns`: empty for a procedure.

    `arguments`: the types of the input, a part of its identity. `signature`: with the names and modes, which CREATE
    OR REPLACE cannot change.
    """

    named_by: ClassVar[tuple[str, ...]] = ("schema", "name", "arguments")
    arguments: str
    signature: str
    word: str
    returns: str
    definition: str

    @property
    def title(self) -> str:
        """`public.add(integer, integer)`."""
        return f"{readable((self.schema, self.name))}({self.arguments})"


@dataclass(frozen=True, slots=True)
class EventTrigger(Object, kind="event trigger"):
    """An event trigger. `function` is qualified. `tags`: the commands that fire it, empty for all."""

    name: str
    event: str
    function: str
    tags: tuple[str, ...]
    enabled: str


def _title_with_kind(key: Key) -> str:
    """Return `column public.users.email`, `function public.add(integer, integer)`."""
    kind, *names = key
    return f"function {readable(names[:2])}({names[2]})" if kind == "function" else f"{kind} {readable(names)}"


@dataclass(frozen=True, slots=True)
class Comment(Object, kind="comment"):
    """The comment on the object that has the key `on`."""

    named_by: ClassVar[tuple[str, ...]] = ("on",)
    on: Key
    text: str

    @property
    def key(self) -> Key:
        """The kind, then the key of the object."""
        return (self.kind, *self.on)

    @property
    def title(self) -> str:
        """`column public.users.email`."""
        return _title_with_kind(self.on)


@dataclass(frozen=True, slots=True)
class Grant(Object, kind="grant"):
    """One privilege of one role on the object that has the key `on`, except those of its owner."""

    named_by: ClassVar[tuple[str, ...]] = ("on", "grantee", "privilege")
    on: Key
    grantee: str
    privilege: str
    grantable: bool

    @property
    def key(self) -> Key:
        """The kind, the key of the object, the role and the privilege."""
        return (self.kind, *self.on, self.grantee, self.privilege)

    @property
    def title(self) -> str:
        """`SELECT on table public.users to anon`."""
        return f"{self.privilege} on {_title_with_kind(self.on)} to {self.grantee}"


@dataclass(frozen=True, slots=True)
class DefaultPrivilege(Object, kind="default privilege"):
    """A privilege that ALTER DEFAULT PRIVILEGES gives on future objects. `schema`: empty for all schemas."""

    named_by: ClassVar[tuple[str, ...]] = ("schema", "objects", "grantee", "privilege")
    schema: str
    objects: str
    grantee: str
    privilege: str
    grantable: bool

    @property
    def title(self) -> str:
        """`SELECT on TABLES in public to anon`."""
        where = f" in {readable((self.schema,))}" if self.schema else ""
        return f"{self.privilege} on {self.objects}{where} to {self.grantee}"


@dataclass(frozen=True, slots=True)
class Role:
    """A role. It belongs to the server and not to a database, so no Schema contains it."""

    name: str
    creates_databases: bool
    creates_roles: bool
    inherits: bool
