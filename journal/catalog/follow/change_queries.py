"""The queries that find what a part of a transaction has changed in pg_catalog. Text only; `follower.py` runs them.

A row that was written since then has a command number above the highest one before. A row that a subtransaction
tried to change and then rolled back has no useful number, and counts as written.
"""

_SINCE = """
       pg_catalog.age(xmin) <= (SELECT pg_catalog.age(pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.xid))
   AND (xmax <> '0'::pg_catalog.xid OR cmin::text::bigint > $1)"""

_NUMBER = "CASE WHEN xmax = '0'::pg_catalog.xid THEN cmin::text::bigint END"
_VERSION = "CASE WHEN xmax <> '0'::pg_catalog.xid THEN ctid::text || xmax::text || tableoid::text END"


def _written(kind: str, oid: str, catalog: str, where: str = "true") -> str:
    return f"""
SELECT '{kind}', ({oid})::pg_catalog.int8, {_NUMBER}, {_VERSION}
  FROM pg_catalog.{catalog} WHERE ({where}) AND {_SINCE}"""


_CLASS, _TYPE = "'pg_catalog.pg_class'::pg_catalog.regclass", "'pg_catalog.pg_type'::pg_catalog.regclass"

_IS_DERIVED = "(typtype = 'c' OR typtype = 'b' AND typcategory = 'A')"
"""A row type or an array. A domain over an array has the same category, but not the type `b`."""

_PUBLIC = 2200
"""The OID of the schema public of a new database, whatever its name is now."""

_CLASSES = f"""
SELECT 'relation', coalesce(indrelid, class.oid)::pg_catalog.int8, number, version
  FROM (SELECT oid, {_NUMBER} AS number, {_VERSION} AS version FROM pg_catalog.pg_class
         WHERE oid >= 16384 AND relkind <> 't' AND {_SINCE}) AS class
  LEFT JOIN pg_catalog.pg_index ON indexrelid = class.oid"""

WRITTEN = " UNION ALL ".join(
    (
        _CLASSES,
        _written("relation", "attrelid", "pg_attribute", "attrelid >= 16384 AND attnum > 0"),
        _written("relation", "conrelid", "pg_constraint", "conrelid <> 0"),
        _written("relation", "adrelid", "pg_attrdef"),
        _written("relation", "indrelid", "pg_index", "indrelid >= 16384"),
        _written("relation", "polrelid", "pg_policy"),
        _written("relation", "ev_class", "pg_rewrite", "ev_class >= 16384"),
        _written("relation", "seqrelid", "pg_sequence"),
        _written("relation", "inhrelid", "pg_inherits"),
        _written("type", "oid", "pg_type", f"oid >= 16384 AND NOT {_IS_DERIVED}"),
        _written("array", "oid", "pg_type", f"oid >= 16384 AND {_IS_DERIVED}"),
        _written("type", "enumtypid", "pg_enum", "oid >= 16384"),
        _written("function", "oid", "pg_proc", "oid >= 16384"),
        _written("namespace", "oid", "pg_namespace", f"oid >= 16384 OR oid = {_PUBLIC}"),
    )
)
"""The rows that were written: their kind, the OID of the relation or of the object itself, the command's number.

For a rolled back write, the number is NULL and a text identifies this version of the row. Dropped rows are invisible:
`MARKS` shows what is missing.
"""

_MEMBERS = f"""
SELECT oid::pg_catalog.int8 AS relation, 0::pg_catalog.int8 AS member FROM pg_catalog.pg_class
 WHERE oid >= 16384 AND relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
 UNION ALL SELECT conrelid::pg_catalog.int8, oid::pg_catalog.int8 FROM pg_catalog.pg_constraint WHERE conrelid >= 16384
 UNION ALL SELECT indrelid::pg_catalog.int8, indexrelid::pg_catalog.int8 FROM pg_catalog.pg_index
            WHERE indrelid >= 16384
 UNION ALL SELECT polrelid::pg_catalog.int8, oid::pg_catalog.int8 FROM pg_catalog.pg_policy
 UNION ALL SELECT objid::pg_catalog.int8, refobjid::pg_catalog.int8 * 4096 + refobjsubid FROM pg_catalog.pg_sequence
             JOIN pg_catalog.pg_depend ON classid = {_CLASS} AND objid = seqrelid AND deptype IN ('a', 'i')
              AND refclassid = {_CLASS} AND refobjsubid > 0
 UNION ALL SELECT 1, oid::pg_catalog.int8 FROM pg_catalog.pg_type WHERE oid >= 16384 AND typtype IN ('e', 'd', 'r')
 UNION ALL SELECT 2, oid::pg_catalog.int8 FROM pg_catalog.pg_namespace
"""

_DELETED = " + ".join(
    f"pg_catalog.pg_stat_get_xact_tuples_{action}('pg_catalog.{catalog}'::pg_catalog.regclass)"
    for catalog in ("pg_class", "pg_constraint", "pg_index", "pg_policy", "pg_depend", "pg_type", "pg_namespace")
    for action in (("deleted", "updated") if catalog == "pg_depend" else ("deleted",))
)

MARKS = f"""
WITH deleted AS MATERIALIZED (
SELECT CASE WHEN pg_catalog.current_setting('track_counts')::boolean THEN {_DELETED} END AS number)
SELECT 0::pg_catalog.int8, number::text FROM deleted
 UNION ALL
SELECT relation, (count(*) + 1000 * sum(member))::text FROM ({_MEMBERS}) AS members
 WHERE (SELECT number FROM deleted) IS DISTINCT FROM $1 GROUP BY 1
"""
"""A mark of each relation, which changes when a constraint, an index, a policy, an owner or the relation is dropped.

The mark of 0 is the number of rows that the transaction has deleted in these catalogs, as PostgreSQL counts them.
While it is $1, nothing was dropped, and there are no other marks. 1 has the mark of all types, 2 of all namespaces.
"""

DELETED, TYPES, NAMESPACES = 0, 1, 2


def _home(relation: str, catalog: str, key: str = "oid") -> str:
    return f"(SELECT {relation} FROM pg_catalog.{catalog} WHERE {catalog}.{key} = objid)"


DEPENDENTS = f"""
WITH RECURSIVE made_of (oid) AS (
SELECT pg_catalog.unnest($2::oid[])
 UNION
SELECT CASE classid WHEN {_TYPE} THEN objid ELSE {_home("reltype", "pg_class")} END
  FROM made_of JOIN pg_catalog.pg_depend ON refclassid = {_TYPE} AND refobjid = made_of.oid
 WHERE classid IN ({_TYPE}, {_CLASS})),
types AS MATERIALIZED (SELECT ARRAY(SELECT oid FROM made_of) AS oids),
dependents AS MATERIALIZED (
SELECT CASE classid WHEN {_CLASS} THEN coalesce({_home("indrelid", "pg_index", "indexrelid")}, objid)
                    WHEN 'pg_catalog.pg_constraint'::pg_catalog.regclass THEN {_home("conrelid", "pg_constraint")}
                    WHEN 'pg_catalog.pg_attrdef'::pg_catalog.regclass THEN {_home("adrelid", "pg_attrdef")}
                    WHEN 'pg_catalog.pg_rewrite'::pg_catalog.regclass THEN {_home("ev_class", "pg_rewrite")}
                    WHEN 'pg_catalog.pg_policy'::pg_catalog.regclass THEN {_home("polrelid", "pg_policy")}
                    WHEN {_TYPE} THEN CASE deptype WHEN 'n' THEN {TYPES} END END AS oid
  FROM pg_catalog.pg_depend
 WHERE refclassid = {_CLASS} AND refobjid = ANY ($1)
    OR refclassid = {_TYPE} AND refobjid = ANY ((SELECT oids FROM types)::oid[])
    OR refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND refobjid = ANY ($3)),
touched AS MATERIALIZED (SELECT ARRAY(
SELECT pg_catalog.unnest($1::oid[]) UNION SELECT oid FROM dependents WHERE oid >= 16384) AS oids),
owning (oid) AS (
SELECT pg_catalog.unnest(oids) FROM touched
 UNION
SELECT refobjid FROM pg_catalog.pg_depend WHERE classid = {_CLASS} AND objid = ANY ((SELECT oids FROM touched)::oid[])
   AND refclassid = {_CLASS} AND refobjsubid > 0 AND deptype IN ('a', 'i')
 UNION
SELECT inhparent FROM owning JOIN pg_catalog.pg_inherits ON inhrelid = owning.oid),
everything AS MATERIALIZED (SELECT ARRAY(SELECT oid FROM owning) AS oids)
SELECT pg_catalog.unnest(oids)::pg_catalog.int8 FROM everything
 UNION
SELECT indexrelid::pg_catalog.int8 FROM pg_catalog.pg_index WHERE indrelid = ANY ((SELECT oids FROM everything)::oid[])
 UNION
SELECT objid::pg_catalog.int8 FROM pg_catalog.pg_depend
 WHERE refclassid = {_CLASS} AND refobjid = ANY ((SELECT oids FROM everything)::oid[])
   AND classid = {_CLASS} AND refobjsubid > 0 AND deptype IN ('a', 'i')
 UNION
SELECT oid::pg_catalog.int8 FROM dependents WHERE oid = {TYPES}
"""
"""The relations to read again: $1, those whose texts name $1, types $2 or functions $3, and what these own.

Also their owners and parents, and the indexes of tables, whose keys have settings in pg_attribute.
"""
