"""CREATE INDEX."""

from journal.catalog.ddl.words import storage_option, with_options
from journal.catalog.quoting import quoted
from journal.catalog.values import Index, IndexKey, Schema, Table


def create_index(one: Index, schema: Schema) -> str:
    """The index, and the statistics targets of its expressions."""
    unique = "UNIQUE " if one.unique else ""
    table = schema.objects.get(("table", one.schema, one.table))
    # That of a partitioned table is invalid as long as a partition has none.
    only = "ONLY " if isinstance(table, Table) and table.partition_key and not one.valid else ""
    words = [
        f"CREATE {unique}INDEX {quoted(one.name)} ON {only}{quoted(one.schema, one.table)} USING {quoted(one.method)}"
    ]
    words += [f"({', '.join(map(key_text, one.keys))})"]
    words += [f"INCLUDE ({', '.join(map(quoted, one.include))})"] if one.include else []
    words += ["NULLS NOT DISTINCT"] if one.nulls_not_distinct else []
    words += [with_options(one.options).strip()] if one.options else []
    words += [f"TABLESPACE {quoted(one.tablespace)}"] if one.tablespace else []
    words += [f"WHERE {one.where}"] if one.where is not None else []
    return "\n".join([" ".join(words) + ";", *_targets(one)])


def key_text(key: IndexKey) -> str:
    """The key as CREATE INDEX has it."""
    words = [quoted(key.column) if key.column else key.expression]
    words += [f"COLLATE {key.collation}"] if key.collation else []
    if key.operator_class:
        words.append(
            key.operator_class + (f" ({', '.join(map(storage_option, key.parameters))})" if key.parameters else "")
        )
    words += ["DESC"] if key.descending else []
    if key.nulls_first != key.descending:
        words.append("NULLS FIRST" if key.nulls_first else "NULLS LAST")
    return " ".join(words)


def _targets(one: Index) -> list[str]:
    head = f"ALTER INDEX {quoted(one.schema, one.name)} ALTER COLUMN"
    return [f"{head} {at} SET STATISTICS {key.statistics};" for at, key in enumerate(one.keys, 1) if key.statistics]
