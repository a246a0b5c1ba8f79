"""The relations of drizzle's relational queries, inferred from the foreign keys. Pure."""

from collections import Counter
from collections.abc import Iterator

from journal.dataclass import dataclass
from journal.snapshot.model import ForeignKey
from journal.snapshot.typescript.literals import array, fields, member, string
from journal.snapshot.typescript.module import SchemaModule


@dataclass(frozen=True)
class TableRelation:
    """One side of a foreign key. `name`: what joins the two sides, where one key of two tables would not be clear.

    `columns`: the own columns and the others', only on the side that has the key.
    """

    table: str
    field: str
    target: str
    is_one: bool
    name: str
    columns: tuple[tuple[str, ...], tuple[str, ...]] | None


def relations(module: SchemaModule) -> list[str]:
    """Return the declarations: one for each table, or one for all with drizzle-orm 1.0."""
    found = [*_relations(module)]
    by_table = {table: [one for one in found if one.table == table] for table in sorted({one.table for one in found})}
    if not found:
        return []
    if not module.options.is_v1:
        return [_of_table(module, table, every) for table, every in by_table.items()]
    names = sorted(
        {module.name("table", one.table) for one in found} | {module.name("table", one.target) for one in found}
    )
    lines = "".join(
        f"  {module.name('table', table)}: {{\n" + "".join(f"    {_v1(module, one)},\n" for one in every) + "  },\n"
        for table, every in by_table.items()
    )
    call = module.use("defineRelations")
    return [f"export const relations = {call}({{ {', '.join(names)} }}, (r) => ({{\n{lines}}}));"]


def _of_table(module: SchemaModule, table: str, every: list[TableRelation]) -> str:
    helpers = [word for word, is_one in (("one", True), ("many", False)) if any(one.is_one == is_one for one in every)]
    lines = "".join(f"  {_v0(module, one)},\n" for one in every)
    name = module.take(f"{module.name('table', table)}Relations", "Relations")
    call = f"{module.use('relations')}({module.name('table', table)}, ({{ {', '.join(helpers)} }}) => ({{\n{lines}}}))"
    return f"export const {name} = {call};"


def _v0(module: SchemaModule, one: TableRelation) -> str:
    target = module.name("table", one.target)
    options = {"relationName": string(one.name)} if one.name else {}
    if one.columns:
        own, others = one.columns
        options |= {
            "fields": array(_column(module, one.table, name) for name in own),
            "references": array(_column(module, one.target, name) for name in others),
        }
    text = f"{'one' if one.is_one else 'many'}({target}{', ' + fields(options) if options else ''})"
    return f"{one.field}: {text}"


def _v1(module: SchemaModule, one: TableRelation) -> str:
    target = module.name("table", one.target)
    options = {"alias": string(one.name)} if one.name else {}
    if one.columns:
        own, others = ([_column(module, table, name, "r.") for name in names] for table, names in
                       zip((one.table, one.target), one.columns, strict=True))  # fmt: skip
        options |= {
            "from": own[0] if len(own) == 1 else array(own),
            "to": others[0] if len(own) == 1 else array(others),
        }
    return f"{one.field}: r.{'one' if one.is_one else 'many'}.{target}({fields(options)})"


def _column(module: SchemaModule, table: str, name: str, prefix: str = "") -> str:
    return member(prefix + module.name("table", table), module.properties[table][name])


def _relations(module: SchemaModule) -> Iterator[TableRelation]:
    """Yield both sides of every foreign key between two tables of the snapshot, with fields that are free."""
    tables = module.source.snapshot.tables
    keys = [
        (name, f"{key.schema_to or 'public'}.{key.table_to}", key)
        for name, table in tables.items()
        for key in table.foreign_keys.values()
    ]
    keys = [one for one in keys if one[1] in tables]
    pairs = Counter(frozenset((name, target)) for name, target, _ in keys)
    taken = {name: set(module.properties[name].values()) for name in tables}
    for name, target, key in keys:
        several = pairs[frozenset((name, target))] > 1 or name == target
        alias = f"{name}.{key.name}" if several else ""
        one = _free(taken[name], *_words_for_one(module, name, target, key))
        own = module.name("table", name)
        words = (f"{own}By{one[:1].upper()}{one[1:]}",) if several else (own, f"{own}By{one[:1].upper()}{one[1:]}")
        many = _free(taken[target], *words)
        yield TableRelation(name, one, target, is_one=True, name=alias, columns=(key.columns_from, key.columns_to))
        is_one = _is_unique(module, name, key)
        # The types of 0.45 ask for the columns wherever `one` has a name.
        columns = (key.columns_to, key.columns_from) if is_one and alias and not module.options.is_v1 else None
        yield TableRelation(target, many, name, is_one=is_one, name=alias, columns=columns)


def _words_for_one(module: SchemaModule, name: str, target: str, key: ForeignKey) -> Iterator[str]:
    """Yield what the side with the key may be called: `author` for a column `authorId`, else as the other table."""
    own = module.properties[name][key.columns_from[0]]
    for end in ("Id", "_id", "ID"):
        if len(key.columns_from) == 1 and own.endswith(end) and own[: -len(end)].isidentifier():
            yield own[: -len(end)]
    yield module.name("table", target)
    yield f"{own}Row" if own.isidentifier() else "row"


def _free(taken: set[str], *words: str) -> str:
    found = next((word for word in words if word not in taken), "")
    count = 2
    while not found:
        numbered = f"{words[-1]}{count}"
        found, count = ("" if numbered in taken else numbered), count + 1
    taken.add(found)
    return found


def _is_unique(module: SchemaModule, name: str, key: ForeignKey) -> bool:
    """Tell whether at most one row has the same key."""
    table, columns = module.table(name), set(key.columns_from)
    unique = [{one} for one, column in table.columns.items() if column.primary_key]
    unique += [set(one.columns) for one in table.composite_primary_keys.values()]
    unique += [set(one.columns) for one in table.unique_constraints.values()]
    unique += [
        {part.expression for part in index.columns}
        for index in table.indexes.values()
        if index.is_unique and index.where is None and not any(part.is_expression for part in index.columns)
    ]
    return any(one <= columns for one in unique)
