"""A column of a table or a view as drizzle's builder with everything that the column has. Pure."""

import json
import re

from journal.escape import one_line
from journal.snapshot.model import Column, Identity
from journal.snapshot.typescript.literals import exact, fields, string, template, value
from journal.snapshot.typescript.module import SchemaModule
from journal.snapshot.typescript.types import Builder, builder_of, without_dimensions
from journal.snapshot.write import printed

_MOST = {"smallint": "32767", "integer": "2147483647", "bigint": "9223372036854775807"}
_LITERAL = re.compile(r"'((?:[^']|'')*)'", re.DOTALL)
_JSON = re.compile(r"'([^']*)'::jsonb?", re.DOTALL)
_MOST_EXACT = 2**53 - 1
_NUMBER_KEY = re.compile(r'"(?:0|[1-9]\d*|__proto__)"\s*:')
_WITH_NOT_NULL = ("serial", "bigserial", "smallserial")


def column_of(module: SchemaModule, column: Column, table: str, *, by_kit: bool = False) -> str:
    """Return a column of a table, without its references. `table`: its name without the schema."""
    element, sizes = without_dimensions(column.type)
    found = _builder(module, column, element)
    keeps = not (column.not_null or column.primary_key) and found.function in _WITH_NOT_NULL
    if keeps:  # drizzle's serial columns are always NOT NULL
        found = Builder(module.custom_type(element), {}, "number", is_custom=True)
    default = column.default
    is_number = isinstance(default, int | float) and not isinstance(default, bool)
    if found.data == "numeric" and is_number and not sizes and by_kit:
        # Only a column in this mode makes drizzle-kit write the default without quotes.
        found = Builder(found.function, {**found.options, "mode": '"number"'}, "number")
    text = call(found, column.name, module) + _dimensions(module, column, sizes)
    text += _identity(module, column, table, found)
    text += ".primaryKey()" if column.primary_key else ""
    implied = column.primary_key or column.identity or found.function in _WITH_NOT_NULL
    text += ".notNull()" if column.not_null and not implied else ""
    text += f".generatedAlwaysAs({_sql(module, column.generated.as_)})" if column.generated else ""
    return text + (default_of(module, column, found, sizes) if default is not None else "")


def call(found: Builder, name: str, module: SchemaModule) -> str:
    """Return the call of a builder."""
    if not found.is_custom:
        module.use(found.function)
    options = fields(found.options)
    return f"{found.function}({string(name)}{', ' + options if options else ''})"


def _builder(module: SchemaModule, column: Column, element: str) -> Builder:
    enum = f"{column.type_schema}.{element}"
    if column.type_schema is not None and enum in module.source.snapshot.enums:
        labels = module.source.snapshot.enums[enum].values
        return Builder(module.name("enum", enum), {}, "enum", is_custom=True, labels=labels)
    found = builder_of(element)
    if found is None:
        return Builder(module.custom_type(element), {}, "custom", is_custom=True)
    _tell(module, found)
    return found


def _tell(module: SchemaModule, found: Builder) -> None:
    if found.function in ("bigint", "bigserial", "numeric", "date", "point", "line", "json", "jsonb", "text"):
        module.untold.add("bigint" if found.function == "bigserial" else found.function)
    elif found.function == "timestamp" and "mode" not in found.options:
        module.untold.add("timestamp")


def _dimensions(module: SchemaModule, column: Column, sizes: tuple[str, ...]) -> str:
    if not module.options.is_v1:
        return "".join(f".array({size})" for size in sizes)
    if any(sizes):
        module.lost.append(("size of an array", f"{column.name} {column.type}"))
    return "" if not sizes else ".array()" if len(sizes) == 1 else f'.array("{"[]" * len(sizes)}")'


def _identity(module: SchemaModule, column: Column, table: str, found: Builder) -> str:
    identity = column.identity
    if identity is None:
        return ""
    if found.is_custom:
        module.lost.append(("identity", f"{table}.{column.name}"))
        return ".notNull()"
    options = _sequence_options(identity, _MOST.get(column.type, ""))
    if identity.name != f"{table}_{column.name}_seq":
        options = {"name": string(identity.name), **options}
    word = "generatedAlwaysAsIdentity" if identity.type == "always" else "generatedByDefaultAsIdentity"
    return f".{word}({fields(options)})"


def _sequence_options(found: Identity, most: str) -> dict[str, str]:
    return sequence_options(
        (found.increment, found.start_with, found.min_value, found.max_value), found.cache, most, cycle=found.cycle
    )


def sequence_options(numbers: tuple[str, str, str, str], cache: str, most: str, *, cycle: bool) -> dict[str, str]:
    """Return the options of a sequence that are not drizzle-kit's defaults. `most`: the greatest value of its type.

    `numbers`: increment, start, minimum and maximum. A descending sequence has all: its defaults are of no one type.
    """
    increment, start, minimum, maximum = numbers
    found = {"startWith": start, "increment": increment, "minValue": minimum, "maxValue": maximum, "cache": cache}
    if not increment.startswith("-"):
        defaults = {"startWith": minimum, "increment": "1", "minValue": "1", "maxValue": most, "cache": "1"}
        found = {name: text for name, text in found.items() if text != defaults[name]}
    options = {name: exact(text) for name, text in found.items()}
    return {**options, "cycle": "true"} if cycle else options


def default_of(module: SchemaModule, column: Column, found: Builder, sizes: tuple[str, ...]) -> str:
    """Return the default: a literal where drizzle-kit writes the same SQL of it, else SQL."""
    default = column.default
    if isinstance(default, bool | int | float):
        return f".default({_number_or_boolean(module, default, found, sizes)})"
    text = str(default)
    # drizzle-kit 1.0 doubles a backslash.
    literal = None if module.options.is_v1 and "\\" in text else _literal(text, found, sizes)
    if literal is not None:
        return f".default({literal})"
    if not sizes and text == "now()" and found.function in ("date", "time", "timestamp"):
        return ".defaultNow()"
    if not sizes and text == "gen_random_uuid()" and found.function == "uuid":
        return ".defaultRandom()"
    return f".default({_sql(module, text)})"


def _number_or_boolean(module: SchemaModule, default: float, found: Builder, sizes: tuple[str, ...]) -> str:
    kind = "boolean" if isinstance(default, bool) else "number"
    if module.options.is_v1 and (found.function == "numeric" or kind != found.data or sizes):
        return _sql(module, value(default))  # drizzle-kit 1.0 compares the SQL
    if kind == found.data and not sizes:
        return value(default)
    return f"{value(default)} as never"  # only this is a default without quotes in a snapshot of 0.31


def _literal(text: str, found: Builder, sizes: tuple[str, ...]) -> str | None:
    """Return the literal whose default in a snapshot is this text; None for SQL."""
    if sizes:
        return "[]" if text == "'{}'" else None
    quoted = _LITERAL.fullmatch(text)
    if quoted:
        word = quoted[1].replace("''", "'")
        return string(word) if found.data in ("string", "numeric") or word in found.labels else None
    as_json = _JSON.fullmatch(text)
    if as_json and found.data == "json" and text.endswith(f"::{found.function}"):
        return as_json[1] if _is_printed(as_json[1]) else None
    return None


def _is_printed(text: str) -> bool:
    """Tell whether JSON.stringify writes this text of its value; it puts keys that are numbers first."""
    try:
        found = json.loads(text, parse_float=_printed_number, parse_int=_printed_number)
    except ValueError:
        return False
    if not isinstance(found, dict | list) or _NUMBER_KEY.search(text) or one_line(text) != text:
        return False
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False) == text


def _printed_number(text: str) -> int | float:
    """Return a number that Python and JavaScript print alike. Raises ValueError for another."""
    if printed(float(text)) != text or abs(float(text)) > _MOST_EXACT:
        raise ValueError
    return int(text) if text.lstrip("-").isdigit() else float(text)


def _sql(module: SchemaModule, text: str) -> str:
    module.use("sql")
    return template(text)
