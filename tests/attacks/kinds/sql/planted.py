"""Objects of a schema that comes before pg_catalog in the search_path: whatever a query of ours says by a bare name.

Each is planted in a live database by its owner, and by a migration; there, what opens sessions in the database later
(a copy of it, a reader of its catalog) meets them.
"""

from collections.abc import Callable, Iterator

from attacks.attack import Attack, World, once, reaching
from attacks.calls import Trait
from attacks.kinds.sql.payload import trip, trip_function

Plant = Callable[[World, str], str]
"""The SQL that plants one attack of a name."""

_COMPARED = (
    "name name", "text text", "name text", "text name", "oid oid", "int4 int4", "int2 int2", "int8 int8", "int4 int8",
    "int8 int4", "int2 int4", "oid int4", '"char" "char"', '"char" text', "bool bool", "regclass regclass",
    "regclass oid", "oid regclass", "regtype regtype", "regproc regproc", "regnamespace oid", "text[] text[]",
    "oid[] oid[]", "int2[] int2[]", "name[] name[]", "oidvector oidvector", "int2vector int2vector", "xid xid",
    "timestamptz timestamptz", "interval interval", "numeric numeric", "bytea bytea", "jsonb jsonb", "uuid uuid",
    "bpchar bpchar", "varchar varchar", "varchar text", "anyelement anyelement", "anyarray anyarray",
    "anycompatible anycompatible", "anyenum anyenum",
)  # fmt: skip
_OTHERS = {
    "||": ("text text", "text name", "name text", "text[] text[]", "anyarray anyelement",
           "anycompatiblearray anycompatible", "jsonb jsonb", "bytea bytea", "text anynonarray", "anynonarray text"),
    "~": ("text text", "name text"), "!~": ("text text", "name text"), "~*": ("text text",),
    "~~": ("text text", "name text", "bpchar text"), "!~~": ("text text", "name text"), "~~*": ("text text",),
    "+": ("int4 int4", "int8 int8", "int8 int4", "int2 int4", "timestamptz interval", "numeric numeric"),
    "-": ("int4 int4", "int8 int8", "int4 int2", "timestamptz timestamptz", "numeric numeric"),
    "*": ("int4 int4", "int8 int8", "numeric numeric"), "/": ("int4 int4", "int8 int8", "numeric numeric"),
    "%": ("int4 int4",), "&": ("int4 int4", "int2 int4"), "@>": ("anyarray anyarray", "jsonb jsonb"),
    "<@": ("anyarray anyarray",), "&&": ("anyarray anyarray",), "->": ("jsonb text", "json text"),
    "->>": ("jsonb text", "json text"), "^@": ("text text",),
}  # fmt: skip
_RETURNS = {
    "||": None, "+": None, "-": None, "*": None, "/": None, "%": "int4", "&": "int4", "->": None, "->>": "text",
}  # fmt: skip
_OF_DATES = {"timestamptz timestamptz": "interval", "timestamptz interval": "timestamptz"}
_WIDER = {"int8 int4": "int8", "int2 int4": "int4", "int4 int2": "int4"}
_JOINED = {
    "text name": "text", "name text": "text", "text anynonarray": "text", "anynonarray text": "text",
    "anycompatiblearray anycompatible": "anycompatiblearray",
}  # fmt: skip


def _result(operator: str, types: str) -> str:
    if operator not in _RETURNS:
        return "bool"
    return _RETURNS[operator] or {**_OF_DATES, **_WIDER, **_JOINED}.get(types) or types.split(" ", 1)[0]


def _operator(operator: str, types: str) -> Plant:
    """The operator as it is in pg_catalog, but for the trap."""
    left, _, right = types.partition(" ")

    def plant(world: World, name: str) -> str:
        function = f'evil."operator {world.canary(name).name}"'
        returns = _result(operator, types)
        return (
            f"CREATE FUNCTION {function}(l {left}, r {right}) RETURNS {returns} LANGUAGE plpgsql AS $f$"
            f" BEGIN PERFORM {trip(world, name)}; RETURN l OPERATOR(pg_catalog.{operator}) r; END $f$;"
            f"CREATE OPERATOR evil.{operator} (LEFTARG = {left}, RIGHTARG = {right}, FUNCTION = {function});"
        )

    return plant


# Functions with fixed arguments: `name(argument types) returns`; a planted one is exact, so it is preferred.
_FUNCTIONS = """
abs(int4) int4
acldefault("char", oid) aclitem[]
aclexplode(aclitem[]) record
array_length(anyarray, int4) int4
array_position(anycompatiblearray, anycompatible) int4
array_to_string(anyarray, text) text
array_upper(anyarray, int4) int4
btrim(text) text
cardinality(anyarray) int4
clock_timestamp() timestamptz
col_description(oid, int4) text
concat(text, text) text
convert_from(bytea, name) text
current_database() name
current_schemas(bool) name[]
current_setting(text) text
current_setting(text, bool) text
encode(bytea, text) text
format(text, text) text
format(text, name) text
format(text, text, text) text
format(text, name, name) text
format_type(oid, int4) text
generate_series(int4, int4) int4
generate_subscripts(anyarray, int4) int4
has_database_privilege(name, text) bool
has_schema_privilege(name, text) bool
has_schema_privilege(oid, text) bool
has_table_privilege(oid, text) bool
has_table_privilege(text, text) bool
hashtextextended(text, int8) int8
inet_server_addr() inet
jsonb_typeof(jsonb) text
left(text, int4) text
length(text) int4
lower(text) text
md5(text) text
nextval(regclass) int8
now() timestamptz
obj_description(oid, name) text
octet_length(text) int4
pg_advisory_xact_lock(int8) void
pg_advisory_unlock(int8) bool
pg_backend_pid() int4
pg_column_size("any") int4
pg_current_xact_id() xid8
pg_database_size(name) int8
pg_encoding_to_char(int4) name
pg_get_constraintdef(oid) text
pg_get_constraintdef(oid, bool) text
pg_get_expr(pg_node_tree, oid) text
pg_get_functiondef(oid) text
pg_get_function_arguments(oid) text
pg_get_function_identity_arguments(oid) text
pg_get_indexdef(oid) text
pg_get_indexdef(oid, int4, bool) text
pg_get_serial_sequence(text, text) text
pg_get_triggerdef(oid, bool) text
pg_get_userbyid(oid) name
pg_get_viewdef(oid) text
pg_get_viewdef(oid, bool) text
pg_has_role(oid, text) bool
pg_has_role(name, oid, text) bool
pg_is_in_recovery() bool
pg_relation_size(regclass) int8
pg_sequence_last_value(regclass) int8
pg_size_pretty(int8) text
pg_table_is_visible(oid) bool
pg_tablespace_location(oid) text
pg_total_relation_size(regclass) int8
pg_try_advisory_lock(int8) bool
pg_try_advisory_xact_lock(int8) bool
quote_ident(text) text
quote_literal(text) text
regexp_replace(text, text, text) text
repeat(text, int4) text
replace(text, text, text) text
row_security_active(oid) bool
set_config(text, text, bool) text
shobj_description(oid, name) text
split_part(text, text, int4) text
string_to_array(text, text) text[]
strpos(text, text) int4
to_char(timestamptz, text) text
to_jsonb(anyelement) jsonb
to_regclass(text) regclass
to_regtype(text) regtype
txid_current() int8
unnest(anyarray) anyelement
upper(text) text
version() text
"""
_NOT_IN_PLPGSQL = {'pg_column_size("any") int4', "aclexplode(aclitem[]) record"}
_SETS = ("generate_series", "generate_subscripts", "unnest")


def _function(name: str, arguments: str, returns: str) -> Plant:
    """The function as it is in pg_catalog, but for the trap."""

    def plant(world: World, attack: str) -> str:
        values = ", ".join(f"${number + 1}" for number, one in enumerate(filter(None, arguments.split(", "))))
        call, several = f"pg_catalog.{name}({values})", name in _SETS
        body = f"RETURN QUERY SELECT {call};" if several else f"RETURN {call};"
        body = f"PERFORM {call};" if returns == "void" else body
        return (
            f"CREATE FUNCTION evil.{name}({arguments}) RETURNS {'SETOF ' if several else ''}{returns}"
            f" LANGUAGE plpgsql AS $f$ BEGIN PERFORM {trip(world, attack)}; {body} END $f$;"
        )

    return plant


_AGGREGATES = {
    "array_agg(text)": "text[]", "array_agg(name)": "name[]", "array_agg(oid)": "oid[]", "array_agg(int2)": "int2[]",
    "count(anyelement)": "int8", "max(int8)": "int8", "min(int8)": "int8", "max(text)": "text", "sum(int8)": "int8",
    "bool_or(bool)": "bool", "bool_and(bool)": "bool", "max(timestamptz)": "timestamptz",
}  # fmt: skip


def _aggregate(signature: str, returns: str) -> Plant:
    """An aggregate of the same name; what it gives is nothing."""
    argument = signature.partition("(")[2].rstrip(")")

    def plant(world: World, attack: str) -> str:
        step = f'evil."step {world.canary(attack).name}"'
        return (
            f"CREATE FUNCTION {step}({returns}, {argument}) RETURNS {returns} LANGUAGE plpgsql AS $f$"
            f" BEGIN PERFORM {trip(world, attack)}; RETURN $1; END $f$;"
            f"CREATE AGGREGATE evil.{signature} (SFUNC = {step}, STYPE = {returns});"
        )

    return plant


_TYPES = ("text", "name", "oid", "regclass", "regtype", "regproc", "regnamespace", "jsonb", "json", "uuid", "bytea",
          "timestamptz", "int8", "int4", "bool", '"char"', "xid", "oidvector", "aclitem")  # fmt: skip


def _type(base: str) -> Plant:
    """A domain of that name, whose check is the trap."""

    def plant(world: World, attack: str) -> str:
        return f"CREATE DOMAIN evil.{base} AS pg_catalog.{base} CHECK ({trip(world, attack)});"

    return plant


_RELATIONS = (
    "pg_class", "pg_namespace", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_index", "pg_type", "pg_proc",
    "pg_trigger", "pg_rewrite", "pg_policy", "pg_depend", "pg_description", "pg_roles", "pg_database", "pg_settings",
    "pg_extension", "pg_sequence", "pg_inherits", "pg_enum", "pg_language", "pg_am", "pg_opclass", "pg_collation",
    "pg_tablespace", "pg_stat_activity", "pg_locks", "pg_tables", "pg_indexes", "pg_db_role_setting", "pg_auth_members",
    "pg_available_extension_versions",
)  # fmt: skip


_COLUMNS = {  # one of its columns has a type that no view can have
    "pg_attribute": "attrelid, attname, atttypid, atttypmod, attlen, attnum, attnotnull, atthasdef, attisdropped, "
    "attidentity, attgenerated, attcollation, attacl, attoptions, attstorage, attislocal, attinhcount",
}


def _relation(name: str) -> Plant:
    """A view of that name that shows what pg_catalog has, and is the trap."""

    def plant(world: World, attack: str) -> str:
        columns = _COLUMNS.get(name, "*")
        return f"CREATE VIEW evil.{name} AS SELECT {columns} FROM pg_catalog.{name} WHERE {trip(world, attack)};"

    return plant


def _cast(source: str, target: str) -> Plant:
    """An implicit cast from a type of the owner's, which one of our functions may be given."""

    def plant(world: World, attack: str) -> str:
        own = f"evil.{source}"
        function = f'evil."cast {world.canary(attack).name}"'
        return (
            f"CREATE TYPE {own} AS ENUM ('a', 'b');"
            f"CREATE FUNCTION {function}({own}) RETURNS {target} LANGUAGE plpgsql AS $f$"
            f" BEGIN PERFORM {trip(world, attack)}; RETURN NULL; END $f$;"
            f"CREATE CAST ({own} AS {target}) WITH FUNCTION {function}({own}) AS IMPLICIT;"
            f"CREATE TABLE public.\"of {source}\" (a {own} DEFAULT 'a', CHECK (a IS NOT NULL));"
            f"INSERT INTO public.\"of {source}\" VALUES ('a');"
        )

    return plant


def _plants() -> Iterator[tuple[str, Plant]]:
    for operator in ("=", "<>", "<", ">", "<=", ">="):
        for types in _COMPARED if operator in ("=", "<>") else _COMPARED[:8]:
            yield f"operator {_WORD[operator]} of {types}", _operator(operator, types)
    for operator, all_types in _OTHERS.items():
        for types in all_types:
            yield f"operator {_WORD[operator]} of {types}", _operator(operator, types)
    for line in _FUNCTIONS.strip().splitlines():
        if line not in _NOT_IN_PLPGSQL:
            signature, _, returns = line.rpartition(" ")
            name, _, arguments = signature.partition("(")
            yield f"function {signature}", _function(name, arguments.rstrip(")"), returns)
    for signature, returns in _AGGREGATES.items():
        yield f"aggregate {signature}", _aggregate(signature, returns)
    for one in _TYPES:
        yield f"type {one}", _type(one)
    for one in _RELATIONS:
        yield f"relation {one}", _relation(one)
    for source, target in (("to_text", "text"), ("to_oid", "oid"), ("to_int", "int4"), ("to_bool", "bool")):
        yield f"cast {source}", _cast(source, target)


_WORD = {
    "=": "equal", "<>": "unequal", "<": "less", ">": "greater", "<=": "at most", ">=": "at least",
    "||": "concatenate",
    "~": "match", "!~": "no match", "~*": "match in any case", "~~": "like", "!~~": "not like", "~~*": "ilike",
    "+": "plus", "-": "minus", "*": "times", "/": "divided", "%": "modulo", "&": "and", "@>": "contains",
    "<@": "within",
    "&&": "overlaps", "->": "field", "->>": "field as text", "^@": "starts",
}  # fmt: skip

PLANTS = dict(_plants())
_FIRST = "evil, pg_catalog, public"


def _in_live(name: str, plant: Plant) -> Attack:
    def prepare(world: World) -> None:
        once(world.live, trip_function(world))
        once(world.live, f"ALTER DATABASE {world.database} SET search_path = {_FIRST}")
        world.live.append(plant(world, f"live: {name}"))

    return Attack(
        f"live: {name}", reaching(Trait.CONNECTS), prepare, together="planted in the live database", often=True
    )


def _in_migration(name: str, plant: Plant) -> Attack:
    def prepare(world: World) -> None:
        texts = world.migration("0004_planted")
        once(texts, trip_function(world))
        once(texts, _SET_DATABASE.format(f"search_path = {_FIRST}"))
        texts.append(plant(world, f"replayed: {name}"))
        once(world.migration("0005_after"), "create table after_it (id int primary key, name text);")

    return Attack(f"replayed: {name}", reaching(Trait.REPLAYS), prepare, together="planted by a migration", often=True)


_SET_DATABASE = "DO $do$ BEGIN EXECUTE pg_catalog.format('ALTER DATABASE %I SET {}', current_database()); END $do$;"
ATTACKS = [make(name, plant) for make in (_in_live, _in_migration) for name, plant in PLANTS.items()]
