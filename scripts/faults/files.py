"""The twenty files that are run, and what each of their statements leaves behind, written down by hand. Pure."""

from dataclasses import dataclass

_HEADER = "-- journal: no-transaction\n"
_BREAKPOINT = "--> statement-breakpoint\n"


@dataclass(frozen=True)
class Statement:
    """`adds`, `removes`: the marks that it makes and takes away. A mark is what it is, and a name."""

    text: str
    adds: tuple[str, ...] = ()
    removes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of what it touches."""
        return tuple(mark.split()[1] for mark in self.adds + self.removes)


@dataclass(frozen=True)
class File:
    """A file, and its statements as psql would count them."""

    name: str
    statements: tuple[Statement, ...]
    header: str = ""
    between: str = ""

    @property
    def text(self) -> str:
        return self.header + self.between.join(f"{one.text};\n" for one in self.statements)


# What is there before: two partitions.
START = ("part parted_1", "part parted_2")


def _row(name: str) -> Statement:
    return Statement(f"INSERT INTO trace (name) VALUES ('{name}')", (f"row {name}",))


def _twice(name: str) -> Statement:
    """Two transactions in one statement, which may be run again."""
    text = f"DO $$ BEGIN PERFORM once('{name}_a'); COMMIT; PERFORM once('{name}_b'); COMMIT; END $$"
    return Statement(text, (f"row {name}_a", f"row {name}_b"))


def _statements(number: int, words: tuple[str | Statement, ...]) -> tuple[Statement, ...]:
    """`row` stands for an insert of its own name."""
    made = []
    for place, word in enumerate(words, 1):
        name = f"f{number:02d}_{place:02d}"
        made.append(word if isinstance(word, Statement) else _named(word, name))
    return tuple(made)


def _named(word: str, name: str) -> Statement:
    if word == "row":
        return _row(name)
    if word == "twice":
        return _twice(name)
    if word == "call":
        return Statement(f"CALL twice('{name}')", (f"row {name}_a", f"row {name}_b"))
    if word == "table":
        return Statement(f"CREATE TABLE t_{name} (id int)", (f"table t_{name}",))
    return Statement(word)


_INDEX = Statement("CREATE INDEX CONCURRENTLY i_one ON thing (slow(id))", ("index i_one",))
_NOT_I_ONE = Statement("DROP INDEX CONCURRENTLY i_one", (), ("index i_one",))
_UNIQUE = Statement("CREATE UNIQUE INDEX CONCURRENTLY i_two ON thing (slow(id))", ("index i_two",))
_AGAIN = Statement("REINDEX TABLE CONCURRENTLY thing")
_DETACH = Statement("ALTER TABLE parted DETACH PARTITION parted_1 CONCURRENTLY", (), ("part parted_1",))
_SET = "SET journal.said = 'f16_99'"
_SAID = Statement("INSERT INTO trace (name) SELECT current_setting('journal.said')", ("row f16_99",))

_WHOLE: tuple[str | Statement, ...] = ("table", "row", "row", "row")
_BLOCK: tuple[str | Statement, ...] = ("BEGIN", "row", "row", "COMMIT")
_BODIES: tuple[tuple[str, tuple[str | Statement, ...]], ...] = (
    ("", _WHOLE),
    ("", _BLOCK),
    (_HEADER, ("row", _INDEX, "row")),
    ("", _WHOLE),
    ("", (*_BLOCK, "row", *_BLOCK, "row")),
    ("", ("row", "table")),
    (_HEADER, ("twice", "row", "twice")),
    ("", _WHOLE),
    ("", ("BEGIN", "row", "COMMIT AND CHAIN", "row", "COMMIT")),
    ("", _BLOCK),
    (_HEADER, ("row", _NOT_I_ONE, "row", "VACUUM thing")),
    ("", ("row", "COMMIT", "row", "row")),
    ("", _WHOLE),
    (_HEADER, (_UNIQUE,)),
    ("", (*_BLOCK, *_BLOCK)),
    (_HEADER, (_SET, "row", "row", _SAID)),
    (_HEADER, ("row", _AGAIN, "row")),
    (_HEADER, (_DETACH, "call", "row")),
    ("", _WHOLE),
    ("", ("row",)),
)

FILES = tuple(
    File(f"2025{number:04d}_file.sql", _statements(number, body), header, "" if header or number % 2 else _BREAKPOINT)
    for number, (header, body) in enumerate(_BODIES, 1)
)
ROWS = tuple(mark.split()[1] for one in FILES for said in one.statements for mark in said.adds if mark[:3] == "row")

# Every row takes a moment, waits for the session that holds its gate, and takes a moment more at COMMIT. It fills a
# page each time, so that a disk may be full at each of them. A sequence, which is not transactional, shows how far a
# run has come.
SETUP = f"""
CREATE TABLE gate (name text PRIMARY KEY);
INSERT INTO gate SELECT unnest('{{{",".join(ROWS)}}}'::text[]);
CREATE TABLE trace (name text, wide text DEFAULT repeat('x', 6000));
CREATE TABLE late (wide text DEFAULT repeat('x', 6000));
ALTER TABLE trace ALTER wide SET STORAGE PLAIN;
ALTER TABLE late ALTER wide SET STORAGE PLAIN;
CREATE TABLE thing (id int PRIMARY KEY, wide text DEFAULT repeat('x', 2000));
INSERT INTO thing SELECT generate_series(1, 20);
CREATE TABLE parted (id int) PARTITION BY LIST (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES IN (2);
CREATE SEQUENCE progress;
CREATE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
  'BEGIN PERFORM nextval(''public.progress''), pg_sleep(0.001); RETURN $1; END';
CREATE FUNCTION early() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN PERFORM FROM gate WHERE name = NEW.name FOR SHARE;
   PERFORM nextval(''progress''), pg_sleep(0.003); RETURN NEW; END';
CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN PERFORM nextval(''progress''), pg_sleep(0.002); INSERT INTO late DEFAULT VALUES; RETURN NULL; END';
CREATE TRIGGER early BEFORE INSERT ON trace FOR EACH ROW EXECUTE FUNCTION early();
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON trace DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION late();
CREATE FUNCTION once(text) RETURNS void LANGUAGE sql AS
  'INSERT INTO trace (name) SELECT $1 WHERE NOT EXISTS (SELECT FROM trace WHERE name = $1)';
CREATE PROCEDURE twice(text) LANGUAGE plpgsql AS
  'BEGIN PERFORM once($1 || ''_a''); COMMIT; PERFORM once($1 || ''_b''); COMMIT; END';
"""
