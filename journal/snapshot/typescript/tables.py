"""A table with its keys, indexes, checks and policies, as drizzle declares it. Pure."""

from collections.abc import Iterator, Mapping

from journal.dataclass import dataclass
from journal.snapshot.model import Column, ForeignKey, Index, IndexColumn, IndexExpression, Policy, Table, Unique
from journal.snapshot.render.types import type_of
from journal.snapshot.typescript.columns import column_of
from journal.snapshot.typescript.literals import array, fields, key, member, string, template, value
from journal.snapshot.typescript.module import SchemaModule


def tables(module: SchemaModule) -> list[str]:
    """Return the declaration of every table of the snapshot."""
    cycles = _Cycles.of(module.source.snapshot.tables)
    return [_TableText(module, name, table, cycles).text() for name, table in module.source.snapshot.tables.items()]


def tables_elsewhere(module: SchemaModule) -> list[str]:
    """Return the tables that others name and no migration creates, not exported, so that drizzle-kit skips them."""
    found = []
    for name in module.elsewhere:
        schema, _, short = name.partition(".")
        columns = {}
        for one in module.columns_elsewhere(name):
            column = Column(one.name, *type_of(one, module.source.catalog, None), not_null=bool(one.not_null))
            columns[one.name] = column_of(module, column, short)
        body = _columns(module, name, columns)
        found.append(
            f"const {module.name('table', name)} = {function(module, schema, 'table')}({string(short)}, {body});"
        )
    return found


def function(module: SchemaModule, schema: str, kind: str) -> str:
    """Return the function that declares a table, a view, … in a schema: `pgTable`, `auth.table`."""
    if schema in ("", "public"):
        return module.use({"table": "pgTable", "view": "pgView", "materializedView": "pgMaterializedView",
                           "enum": "pgEnum", "sequence": "pgSequence"}[kind])  # fmt: skip
    return f"{module.name('schema', schema)}.{kind}"


def _columns(module: SchemaModule, table: str, columns: Mapping[str, str]) -> str:
    properties = module.properties[table]
    lines = "".join(f"  {key(properties[name])}: {text},\n" for name, text in columns.items())
    return f"{{\n{lines}}}" if lines else "{}"


def policy_options(module: SchemaModule, policy: Policy) -> str:
    """Return the second argument of a policy, with the comma before it; empty where all of it is the default."""
    options = {}
    if policy.as_ != "PERMISSIVE":
        options["as"] = string(policy.as_.lower())
    if policy.for_ != "ALL":
        options["for"] = string(policy.for_.lower())
    if policy.to != ("public",):
        roles = [_role(module, role) for role in policy.to]
        options["to"] = roles[0] if len(roles) == 1 else array(roles)
    for name, text in (("using", policy.using), ("withCheck", policy.with_check)):
        if text is not None:
            module.use("sql")
            options[name] = template(text)
    return f", {fields(options)}" if options else ""


def _role(module: SchemaModule, role: str) -> str:
    return module.name("role", role) if role in module.source.snapshot.roles else string(role)


@dataclass(frozen=True)
class _TableText:
    """One table."""

    module: SchemaModule
    full_name: str
    table: Table
    cycles: "_Cycles"

    def text(self) -> str:
        """Return the declaration."""
        module, table = self.module, self.table
        uniques, keys = self._inline_uniques(), self._inline_keys()
        columns = {}
        for name, column in table.columns.items():
            by_kit = ("column", table.schema or "public", table.name, name) in module.source.by_kit
            text = column_of(module, column, table.name, by_kit=by_kit)
            text += self._unique(uniques[name]) if name in uniques else ""
            columns[name] = text + "".join(self._references(one) for one in keys.get(name, ()))
        inline = {one.name for one in uniques.values()} | {one.name for found in keys.values() for one in found}
        body = _columns(module, self.full_name, columns)
        extra = "".join(f"  {line},\n" for line in self._extra(inline))
        result = ""
        if extra and self._names_others(inline):  # else TypeScript would need each table's type for the other's
            result = f": {module.use('PgTableExtraConfigValue')}[]"
        word = function(module, table.schema, "table") + (".withRLS" if self._is_v1_rls else "")
        text = f"export const {module.name('table', self.full_name)} = {word}({string(table.name)}, {body}"
        text += f", (table){result} => [\n{extra}])" if extra else ")"
        return text + (".enableRLS();" if table.is_rls_enabled and not self._is_v1_rls else ";")

    @property
    def _is_v1_rls(self) -> bool:
        return self.table.is_rls_enabled and self.module.options.is_v1

    def _column(self, name: str) -> str:
        return member("table", self.module.properties[self.full_name][name])

    def _inline_uniques(self) -> dict[str, Unique]:
        """Return the constraint that each column declares itself."""
        found: dict[str, Unique] = {}
        for one in self.table.unique_constraints.values():
            if len(one.columns) == 1:
                found.setdefault(one.columns[0], one)
        return found

    def _inline_keys(self) -> dict[str, list[ForeignKey]]:
        """Return the foreign keys that each column declares itself: those with drizzle's name."""
        found: dict[str, list[ForeignKey]] = {}
        for one in self.table.foreign_keys.values():
            name = f"{'_'.join((one.table_from, *one.columns_from, one.table_to, *one.columns_to))}_fk"
            if len(one.columns_from) == 1 and one.name == name:
                found.setdefault(one.columns_from[0], []).append(one)
        return found

    def _unique(self, one: Unique) -> str:
        default = f"{self.table.name}_{one.columns[0]}_unique"
        name = "" if one.name == default and not one.nulls_not_distinct else string(one.name)
        nulls = ', { nulls: "not distinct" }' if one.nulls_not_distinct else ""
        return f".unique({name}{nulls})"

    def _references(self, one: ForeignKey) -> str:
        target = _target(one)
        annotation = f": {self.module.use('AnyPgColumn')}" if self.cycles.joins(self.full_name, target) else ""
        actions = {
            name: string(action)
            for name, action in (("onDelete", one.on_delete), ("onUpdate", one.on_update))
            if action != "no action"
        }
        column = self._foreign(target, one.columns_to[0])
        return f".references((){annotation} => {column}{', ' + fields(actions) if actions else ''})"

    def _foreign(self, target: str, column: str) -> str:
        return member(self.module.name("table", target), self.module.properties[target][column])

    def _names_others(self, inline: set[str]) -> bool:
        keys = (one for one in self.table.foreign_keys.values() if one.name not in inline)
        return any(self.cycles.joins(self.full_name, _target(one)) for one in keys)

    def _extra(self, inline: set[str]) -> Iterator[str]:
        """Yield what is declared after the columns."""
        module, table = self.module, self.table
        for one in table.composite_primary_keys.values():
            options = {"columns": array(map(self._column, one.columns))}
            if one.name != f"{table.name}_{'_'.join(one.columns)}_pk":
                options = {"name": string(one.name), **options}
            yield f"{module.use('primaryKey')}({fields(options)})"
        for unique in table.unique_constraints.values():
            if unique.name not in inline:
                text = (
                    f"{module.use('unique')}({string(unique.name)}).on({', '.join(map(self._column, unique.columns))})"
                )
                yield text + (".nullsNotDistinct()" if unique.nulls_not_distinct else "")
        for foreign in table.foreign_keys.values():
            if foreign.name not in inline:
                yield self._foreign_key(foreign)
        yield from map(self._index, table.indexes.values())
        for check in table.check_constraints.values():
            module.use("sql")
            yield f"{module.use('check')}({string(check.name)}, {template(check.value)})"
        for policy in table.policies.values():
            yield f"{module.use('pgPolicy')}({string(policy.name)}{policy_options(module, policy)})"

    def _foreign_key(self, one: ForeignKey) -> str:
        target = _target(one)
        is_self = target == self.full_name
        foreign = [self._column(name) if is_self else self._foreign(target, name) for name in one.columns_to]
        options = {
            "name": string(one.name), "columns": array(map(self._column, one.columns_from)),
            "foreignColumns": array(foreign),
        }  # fmt: skip
        text = f"{self.module.use('foreignKey')}({fields(options)})"
        for word, action in (("onDelete", one.on_delete), ("onUpdate", one.on_update)):
            text += f".{word}({string(action)})" if action != "no action" else ""
        return text

    def _index(self, index: Index) -> str:
        module = self.module
        word = module.use("uniqueIndex" if index.is_unique else "index")
        keys = [self._index_key(one, index) for one in index.columns]
        on = ".on(" if index.method == "btree" else f".using({string(index.method)}, "
        text = f"{word}({string(index.name)}){on}{', '.join(keys)})"
        if index.where is not None:
            module.use("sql")
            text += f".where({template(index.where)})"
        options = fields({name: value(one) for name, one in index.with_.items()})
        text += f".with({options})" if options else ""
        return text + (".concurrently()" if index.concurrently else "")

    def _index_key(self, one: IndexColumn | IndexExpression, index: Index) -> str:
        if isinstance(one, IndexExpression):
            self.module.use("sql")
            return template(one.expression)
        text = self._column(one.expression)
        text += "" if one.asc else ".desc()"
        text += ".nullsFirst()" if one.nulls == "first" else ""
        opclass = one.opclass
        if not opclass and self.table.columns[one.expression].type.startswith("vector("):
            # drizzle-kit refuses to load a key on a vector without one; this is the default of both methods' types.
            opclass = "vector_l2_ops"
            self.module.lost.append(("default operator class", f"{index.name} ({one.expression})"))
        return text + (f".op({string(opclass)})" if opclass else "")


def _target(one: ForeignKey) -> str:
    return f"{one.schema_to or 'public'}.{one.table_to}"


@dataclass(frozen=True)
class _Cycles:
    """Which tables each table reaches by its foreign keys, over others, too."""

    reached: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, found: Mapping[str, Table]) -> "_Cycles":
        """Return those of the tables of a snapshot."""
        direct = {name: {_target(one) for one in table.foreign_keys.values()} for name, table in found.items()}
        reached: dict[str, frozenset[str]] = {}
        for name in direct:
            seen: set[str] = set()
            left = [name]
            while left:
                new = direct.get(left.pop(), set()) - seen
                seen |= new
                left += new
            reached[name] = frozenset(seen)
        return cls(reached)

    def joins(self, table: str, target: str) -> bool:
        """Tell whether a foreign key from the table to the target is part of a cycle."""
        return table in self.reached.get(target, ())
