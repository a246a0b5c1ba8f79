"""Relations that their owner made into traps: the ledgers, which we read and write, and tables that we copy or restore.

Each shape is tried on each relation by itself, so that no refusal of one hides another.
"""

from collections.abc import Callable
from dataclasses import dataclass

from attacks.attack import Attack, World, once, reaching
from attacks.calls import Trait
from attacks.kinds.sql.payload import trip, trip_function


@dataclass(frozen=True)
class Relation:
    """A table of the live database: its name in SQL, its key, and a column with text in it."""

    what: str
    schema: str
    name: str
    key: str
    key_type: str
    text: str

    @property
    def table(self) -> str:
        """Its name in SQL."""
        return f"{self.schema}.{self.name}"


RELATIONS = (
    Relation("drizzle's ledger", "drizzle", "__drizzle_migrations", "id", "int", "hash"),
    Relation("the manual ledger", "public", "_manual_migrations", "filename", "text", "hash"),
    Relation("a table", "public", "users", "id", "int", "email"),
)
FUNCTIONS = """
CREATE FUNCTION evil.trap() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  PERFORM evil.trip(tg_argv[0]);
  IF tg_op = 'DELETE' THEN RETURN old; END IF;
  RETURN new;
END $f$;
CREATE FUNCTION evil.quiet(anyelement, attack text) RETURNS anyelement LANGUAGE plpgsql IMMUTABLE AS $f$
BEGIN
  PERFORM evil.trip(attack);
  RETURN $1;
END $f$;
CREATE TABLE evil.other (a text);
"""
Shape = Callable[[Relation, str, str], str]
"""The SQL that makes a relation into a trap. It is given the call of the trap, and its name."""


def _trigger(moment: str, event: str, level: str = "ROW", more: str = "") -> Shape:
    def shape(one: Relation, call: str, name: str) -> str:
        return (
            f"CREATE TRIGGER odd {moment} {event} ON {one.table} FOR EACH {level} EXECUTE FUNCTION evil.trap('{name}');"
            + more.format(table=one.table)
        )

    return shape


def _altered(text: str) -> Shape:
    def shape(one: Relation, call: str, name: str) -> str:
        return text.format(
            table=one.table, schema=one.schema, key_type=one.key_type, name=one.name, key=one.key, text=one.text,
            call=call,             quiet=f"evil.quiet({one.text}, '{name}')", attack=name,
        )  # fmt: skip

    return shape


_REPLACED = "ALTER TABLE {table} RENAME TO was; "
_OTHER_ROW = "INSERT INTO evil.other SELECT ({call})::text"
SHAPES: dict[str, Shape] = {
    "a trigger before INSERT": _trigger("BEFORE", "INSERT"),
    "a trigger before UPDATE": _trigger("BEFORE", "UPDATE"),
    "a trigger before DELETE": _trigger("BEFORE", "DELETE"),
    "a trigger before TRUNCATE": _trigger("BEFORE", "TRUNCATE", "STATEMENT"),
    "a trigger after every row": _trigger("AFTER", "INSERT OR UPDATE OR DELETE"),
    "a trigger after every statement": _trigger("AFTER", "INSERT OR UPDATE OR DELETE", "STATEMENT"),
    "a trigger for replicas": _trigger(
        "AFTER", "INSERT OR UPDATE OR DELETE", more="ALTER TABLE {table} ENABLE REPLICA TRIGGER odd;"
    ),
    "a trigger that always fires": _trigger(
        "AFTER", "INSERT OR UPDATE OR DELETE", more="ALTER TABLE {table} ENABLE ALWAYS TRIGGER odd;"
    ),
    "a trigger with a condition": _altered(
        "CREATE TRIGGER odd BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW WHEN ({call})"
        " EXECUTE FUNCTION evil.trap('{attack}')"
    ),
    "a trigger of one column": _altered(
        "CREATE TRIGGER odd BEFORE UPDATE OF {text} ON {table} FOR EACH ROW EXECUTE FUNCTION evil.trap('{attack}')"
    ),
    "a trigger with a transition table": _altered(
        "CREATE TRIGGER odd AFTER INSERT ON {table} REFERENCING NEW TABLE AS n FOR EACH STATEMENT"
        " EXECUTE FUNCTION evil.trap('{attack}')"
    ),
    "a constraint trigger": _altered(
        "CREATE CONSTRAINT TRIGGER odd AFTER INSERT OR UPDATE OR DELETE ON {table} DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION evil.trap('{attack}')"
    ),
    "a rule on INSERT": _altered("CREATE RULE odd AS ON INSERT TO {table} DO ALSO " + _OTHER_ROW),
    "a rule on UPDATE": _altered("CREATE RULE odd AS ON UPDATE TO {table} DO ALSO " + _OTHER_ROW),
    "a rule on DELETE": _altered("CREATE RULE odd AS ON DELETE TO {table} DO ALSO " + _OTHER_ROW),
    "a rule instead of INSERT": _altered("CREATE RULE odd AS ON INSERT TO {table} DO INSTEAD " + _OTHER_ROW),
    "a rule with a condition": _altered(
        "CREATE RULE odd AS ON INSERT TO {table} WHERE {call} DO INSTEAD NOTHING"
    ),
    "a view": _altered(_REPLACED + "CREATE VIEW {table} AS SELECT * FROM {schema}.was WHERE {call}"),
    "a view with a barrier": _altered(
        _REPLACED + "CREATE VIEW {table} WITH (security_barrier) AS SELECT * FROM {schema}.was WHERE {call}"
    ),
    "a view for its reader": _altered(
        _REPLACED + "CREATE VIEW {table} WITH (security_invoker) AS SELECT * FROM {schema}.was WHERE {call}"
    ),
    "a view with triggers": _altered(
        _REPLACED + "CREATE VIEW {table} AS SELECT * FROM {schema}.was; CREATE TRIGGER odd INSTEAD OF INSERT OR UPDATE"
        " OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION evil.trap('{attack}')"
    ),
    "a view of a function": _altered(
        _REPLACED + "CREATE FUNCTION evil.rows() RETURNS SETOF {schema}.was LANGUAGE plpgsql AS"
        " $f$ BEGIN PERFORM {call}; RETURN QUERY SELECT * FROM {schema}.was; END $f$;"
        "CREATE VIEW {table} AS SELECT * FROM evil.rows()"
    ),
    "a materialized view": _altered(
        _REPLACED + "CREATE MATERIALIZED VIEW {table} AS SELECT * FROM {schema}.was WHERE {call}"
    ),
    "a materialized view without rows": _altered(
        _REPLACED + "CREATE MATERIALIZED VIEW {table} AS SELECT * FROM {schema}.was WHERE {call} WITH NO DATA"
    ),
    "a policy": _altered(
        "CREATE POLICY odd ON {table} USING ({call}) WITH CHECK ({call});"
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    ),
    "a policy that holds for all": _altered(
        "CREATE POLICY odd ON {table} USING ({call}) WITH CHECK ({call});"
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
    ),
    "a default": _altered("ALTER TABLE {table} ALTER {text} SET DEFAULT ({call})::text"),
    "a default of the key": _altered(
        "CREATE FUNCTION evil.next() RETURNS {key_type} LANGUAGE plpgsql AS"
        " $f$ BEGIN PERFORM {call}; RETURN 1000; END $f$;"
        "ALTER TABLE {table} ALTER {key} SET DEFAULT evil.next()"
    ),
    "a column more with a default": _altered("ALTER TABLE {table} ADD odd text DEFAULT ({call})::text"),
    "a check": _altered("ALTER TABLE {table} ADD CHECK ({call})"),
    "a check that is not valid": _altered("ALTER TABLE {table} ADD CHECK ({call}) NOT VALID"),
    "a check of the whole row": _altered(
        "CREATE FUNCTION evil.whole({table}) RETURNS boolean LANGUAGE plpgsql AS"
        " $f$ BEGIN RETURN {call}; END $f$; ALTER TABLE {table} ADD CHECK (evil.whole({name}))"
    ),
    "an index of an expression": _altered("CREATE INDEX ON {table} ({quiet})"),
    "a unique index of an expression": _altered("CREATE UNIQUE INDEX ON {table} ({quiet})"),
    "an index with a condition": _altered("CREATE INDEX ON {table} ({key}) WHERE {quiet} <> ''"),
    "an exclusion": _altered("ALTER TABLE {table} ADD EXCLUDE USING hash (({quiet}) WITH =)"),
    "a generated column": _altered(
        "ALTER TABLE {table} ADD odd text GENERATED ALWAYS AS ({quiet}) STORED"
    ),
    "statistics of an expression": _altered("CREATE STATISTICS {schema}.odd ON {quiet}, {key} FROM {table}"),
    "a domain": _altered(
        "CREATE DOMAIN evil.checked AS text CHECK ({call}); ALTER TABLE {table} ALTER {text} TYPE evil.checked"
    ),
    "a domain over a domain": _altered(
        "CREATE DOMAIN evil.inner AS text CHECK ({call}); CREATE DOMAIN evil.outer AS evil.inner;"
        "ALTER TABLE {table} ALTER {text} TYPE evil.outer"
    ),
    "an array of a domain": _altered(
        "CREATE DOMAIN evil.checked AS text CHECK ({call}); ALTER TABLE {table} ADD odd evil.checked[] DEFAULT '{{a}}'"
    ),
    "a composite with a domain": _altered(
        "CREATE DOMAIN evil.checked AS text CHECK ({call}); CREATE TYPE evil.pair AS (a evil.checked, b int);"
        "ALTER TABLE {table} ADD odd evil.pair DEFAULT '(a,1)'"
    ),
    "a range with a function": _altered(
        "CREATE FUNCTION evil.apart(int, int) RETURNS float8 LANGUAGE plpgsql IMMUTABLE AS"
        " $f$ BEGIN PERFORM {call}; RETURN $1 - $2; END $f$;"
        "CREATE TYPE evil.span AS RANGE (subtype = int, subtype_diff = evil.apart);"
        "ALTER TABLE {table} ADD odd evil.span DEFAULT '[1,2)'; CREATE INDEX ON {table} USING gist (odd)"
    ),
    "an enum with casts": _altered(
        "CREATE TYPE evil.word AS ENUM ('a'); CREATE FUNCTION evil.as_text(evil.word) RETURNS text LANGUAGE plpgsql AS"
        " $f$ BEGIN PERFORM {call}; RETURN 'a'; END $f$;"
        "CREATE CAST (evil.word AS text) WITH FUNCTION evil.as_text(evil.word) AS IMPLICIT;"
        "ALTER TABLE {table} ALTER {text} TYPE evil.word USING 'a'::evil.word"
    ),
    "a composite with operators": _altered(
        "CREATE TYPE evil.word AS (a text); CREATE FUNCTION evil.same(evil.word, text) RETURNS boolean LANGUAGE plpgsql"
        " AS $f$ BEGIN RETURN {call}; END $f$;"
        "CREATE OPERATOR public.= (LEFTARG = evil.word, RIGHTARG = text, FUNCTION = evil.same);"
        "ALTER TABLE {table} ALTER {text} TYPE evil.word USING ROW({text})::evil.word"
    ),
    "a child": _altered(
        "CREATE TABLE evil.child () INHERITS ({table}); INSERT INTO evil.child SELECT * FROM ONLY {table} LIMIT 1;"
        "CREATE TRIGGER odd BEFORE UPDATE OR DELETE ON evil.child FOR EACH ROW EXECUTE FUNCTION evil.trap('{attack}')"
    ),
    "a child with a policy": _altered(
        "CREATE TABLE evil.child () INHERITS ({table}); INSERT INTO evil.child SELECT * FROM ONLY {table} LIMIT 1;"
        "CREATE POLICY odd ON evil.child USING ({call}); ALTER TABLE evil.child ENABLE ROW LEVEL SECURITY, FORCE ROW"
        " LEVEL SECURITY"
    ),
    "a child with an index": _altered(
        "CREATE TABLE evil.child () INHERITS ({table}); INSERT INTO evil.child SELECT * FROM ONLY {table} LIMIT 1;"
        "CREATE INDEX ON evil.child ({quiet})"
    ),
    "a parent with a trigger": _altered(
        "CREATE TABLE evil.parent ({text} text); ALTER TABLE {table} INHERIT evil.parent;"
        "CREATE TRIGGER odd BEFORE INSERT ON evil.parent FOR EACH ROW EXECUTE FUNCTION evil.trap('{attack}')"
    ),
    "partitions with a trigger": _altered(
        _REPLACED + "CREATE TABLE {table} (LIKE {schema}.was INCLUDING DEFAULTS) PARTITION BY HASH ({key});"
        "CREATE TABLE evil.part PARTITION OF {table} FOR VALUES WITH (MODULUS 1, REMAINDER 0);"
        "INSERT INTO {table} SELECT * FROM {schema}.was;"
        "CREATE TRIGGER odd BEFORE INSERT OR UPDATE ON evil.part FOR EACH ROW EXECUTE FUNCTION evil.trap('{attack}')"
    ),
    "partitions by an expression": _altered(
        _REPLACED + "CREATE TABLE {table} (LIKE {schema}.was INCLUDING DEFAULTS) PARTITION BY LIST (({quiet}));"
        "CREATE TABLE evil.part PARTITION OF {table} DEFAULT; INSERT INTO {table} SELECT * FROM {schema}.was"
    ),
    "a partition of something": _altered(
        _REPLACED + "CREATE TABLE evil.whole (LIKE {schema}.was INCLUDING DEFAULTS) PARTITION BY LIST (({quiet}));"
        "CREATE TABLE {table} PARTITION OF evil.whole DEFAULT; INSERT INTO {table} SELECT * FROM {schema}.was"
    ),
    "a reference that cascades": _altered(
        "CREATE TABLE evil.other2 (a {key_type} REFERENCES {table} ({key}) ON DELETE CASCADE ON UPDATE CASCADE);"
        "INSERT INTO evil.other2 SELECT {key} FROM {table};"
        "CREATE TRIGGER odd BEFORE UPDATE OR DELETE ON evil.other2 FOR EACH ROW EXECUTE FUNCTION evil.trap('{attack}')"
    ),
    "a reference to a trap": _altered(
        "CREATE TABLE evil.keys (a text PRIMARY KEY); INSERT INTO evil.keys SELECT DISTINCT {text} FROM {table}"
        " WHERE {text} IS NOT NULL; CREATE POLICY odd ON evil.keys USING ({call});"
        "ALTER TABLE evil.keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
        "ALTER TABLE {table} ADD FOREIGN KEY ({text}) REFERENCES evil.keys NOT VALID"
    ),
    "a sequence": _altered(_REPLACED + "CREATE SEQUENCE {table}"),
    "a type": _altered(_REPLACED + "CREATE TYPE {table} AS (id int, hash text, created_at bigint)"),
    "an index": _altered(_REPLACED + "CREATE INDEX {name} ON {schema}.was ({quiet})"),
    "an unlogged table": _altered("ALTER TABLE public.posts SET UNLOGGED; ALTER TABLE {table} SET UNLOGGED"),
    "a replica identity": _altered("ALTER TABLE {table} REPLICA IDENTITY FULL"),
    "a publication": _altered("CREATE PUBLICATION odd FOR TABLE {table}"),
}  # fmt: skip


def _attack(one: Relation, shape: str) -> Attack:
    name = f"{one.what}: {shape}"

    def prepare(world: World) -> None:
        once(world.live, trip_function(world))
        once(world.live, FUNCTIONS)
        world.live.append(SHAPES[shape](one, trip(world, name), world.canary(name).name))

    return Attack(name, reaching(Trait.CONNECTS), prepare, rare=True)


ATTACKS = [_attack(one, shape) for shape in SHAPES for one in RELATIONS]
