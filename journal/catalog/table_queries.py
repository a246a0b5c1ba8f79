"""The queries on pg_catalog for tables, views, sequences and what belongs to them. Text only; see `queries.py`."""

from journal.catalog.queries import OF_USERS, not_of_an_extension, oid_of, tablespace_of


def _constraints(definition: str, constraints: str) -> str:
    return f"""
SELECT con.oid, conrelid, contypid, conname, contype::text, {definition}, conkey, index.reloptions,
       {tablespace_of("index.reltablespace")},
       confrelid, confkey, confupdtype::text || confdeltype::text
  FROM {constraints} AS con JOIN pg_catalog.pg_namespace AS space ON space.oid = connamespace
  LEFT JOIN pg_catalog.pg_class AS index ON index.oid = conindid AND contype IN ('p', 'u', 'x')
 WHERE {OF_USERS} AND contype IN ('p', 'u', 'f', 'c', 'x') AND (conislocal OR coninhcount = 0) AND conparentid = 0
"""


_DEFINITION = "pg_catalog.pg_get_constraintdef(con.oid)"
_PLAIN = """contype IN ('p', 'u', 'f') AND convalidated AND conenforced AND NOT condeferrable AND NOT conperiod
       AND confmatchtype IN ('s', ' ') AND confdelsetcols IS NULL
       AND (contype <> 'u' OR conindid NOT IN (SELECT indexrelid FROM pg_catalog.pg_index WHERE indnullsnotdistinct))"""
"""A plain key has no more than its columns, and a foreign key its actions."""

CONSTRAINTS_IN_FULL = _constraints(_DEFINITION, "pg_catalog.pg_constraint")

TABLE_QUERIES = {
    "relations": f"""
SELECT class.oid, nspname, relname, pg_catalog.pg_get_userbyid(relowner), relkind::text, relpersistence = 'u',
       CASE WHEN reloftype <> 0 THEN pg_catalog.format_type(reloftype, NULL) ELSE '' END,
       CASE WHEN relam NOT IN (0, 2) AND relkind <> 'i' AND relkind <> 'I'
            THEN (SELECT amname::text FROM pg_catalog.pg_am WHERE pg_am.oid = relam) ELSE '' END,
       {tablespace_of("reltablespace")},
       reloptions, CASE WHEN reltoastrelid <> 0 THEN (SELECT toast.reloptions FROM pg_catalog.pg_class AS toast
                                                       WHERE toast.oid = class.reltoastrelid) END,
       relrowsecurity, relforcerowsecurity, relreplident::text, relispopulated,
       CASE WHEN relkind = 'p' THEN pg_catalog.pg_get_partkeydef(class.oid) END,
       CASE WHEN relispartition AND relkind NOT IN ('i', 'I') THEN pg_catalog.pg_get_expr(relpartbound, class.oid) END,
       CASE WHEN relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(class.oid) END
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace
 WHERE {OF_USERS} AND relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'c')
   AND {not_of_an_extension("pg_class", "class")}
""",
    "parents": "SELECT inhrelid, inhparent FROM pg_catalog.pg_inherits ORDER BY inhrelid, inhseqno",
    "foreign_tables": """
SELECT ftrelid, srvname::text, ARRAY(SELECT unnested FROM pg_catalog.unnest(ftoptions) AS unnested)
  FROM pg_catalog.pg_foreign_table JOIN pg_catalog.pg_foreign_server AS server ON server.oid = ftserver
""",
    # A default names no column. Without the OID of the table, PostgreSQL does not look up all of its columns each
    # time.
    # The last value is NULL, or a list: collation, storage, compression, statistics target, options, options of
    # a foreign data wrapper, whether the column has grants.
    "columns": f"""
SELECT attrelid, attnum, attname, pg_catalog.format_type(atttypid, atttypmod), attnotnull,
       CASE WHEN atthasdef THEN pg_catalog.pg_get_expr(adbin, CASE attgenerated WHEN '' THEN 0 ELSE adrelid END) END,
       attidentity::text || attgenerated::text,
       NOT attislocal,
       CASE WHEN attcollation <> typcollation OR attstorage <> typstorage OR attcompression <> '' OR attstattarget >= 0
                 OR attoptions IS NOT NULL OR attfdwoptions IS NOT NULL OR attacl IS NOT NULL
            THEN pg_catalog.json_build_array(
                 CASE WHEN attcollation <> typcollation THEN attcollation::pg_catalog.regcollation::text ELSE '' END,
                 CASE WHEN attstorage <> typstorage THEN attstorage::text ELSE '' END, attcompression::text,
                 CASE WHEN attstattarget >= 0 THEN attstattarget::text ELSE '' END, attoptions, attfdwoptions,
                 attacl IS NOT NULL) END
  FROM pg_catalog.pg_attribute
  JOIN pg_catalog.pg_class AS class ON class.oid = attrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace
  JOIN pg_catalog.pg_type AS typ ON typ.oid = atttypid
  LEFT JOIN pg_catalog.pg_attrdef ON adrelid = attrelid AND adnum = attnum
 WHERE {OF_USERS} AND attnum > 0 AND NOT attisdropped
   AND (relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
        OR relkind IN ('i', 'I') AND (attoptions IS NOT NULL OR attstattarget >= 0))
""",
    # Those of PostgreSQL 18 that have more than NOT NULL.
    "not_nulls": """
SELECT conrelid, conkey[1], connoinherit, convalidated FROM pg_catalog.pg_constraint
 WHERE contype = 'n' AND (connoinherit OR NOT convalidated)
""",
    "marked_indexes": """
SELECT indrelid, relname, indisclustered, indisreplident
  FROM pg_catalog.pg_index JOIN pg_catalog.pg_class AS class ON class.oid = indexrelid
 WHERE indisclustered OR indisreplident
""",
    "sequences": f"""
SELECT seqrelid, pg_catalog.format_type(seqtypid, NULL), seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle,
       refobjid, refobjsubid, deptype::text, pg_catalog.quote_literal(seqrelid::pg_catalog.regclass::text)
  FROM pg_catalog.pg_sequence
  LEFT JOIN pg_catalog.pg_depend ON classid = {oid_of("pg_class")} AND objid = seqrelid
   AND objsubid = 0 AND refclassid = {oid_of("pg_class")} AND refobjsubid > 0
   AND deptype IN ('a', 'i')
""",
    # With PostgreSQL's own text, except for plain keys: writing theirs takes as long as reading all columns.
    # `before` has the columns that older versions lack: PostgreSQL finds a name there that no inner table has.
    "constraints": _constraints(
        f"CASE WHEN NOT is_plain OR index.relnatts > pg_catalog.cardinality(conkey) THEN {_DEFINITION} END",
        f"""(
SELECT NULL::int2[] AS confdelsetcols, true AS conenforced, false AS conperiod, false AS indnullsnotdistinct) AS before
 CROSS JOIN LATERAL (
SELECT oid, conrelid, contypid, conname, contype, conkey, conindid, confrelid, confkey, confupdtype, confdeltype,
       connamespace, conislocal, coninhcount, conparentid, {_PLAIN} AS is_plain FROM pg_catalog.pg_constraint)""",
    ),
    "constraint_texts": "SELECT con.oid, pg_catalog.pg_get_constraintdef(con.oid) FROM pg_catalog.pg_constraint AS con",
    # The words that need quotes as a name.
    "keywords": "SELECT word FROM pg_catalog.pg_get_keywords() WHERE catcode <> 'U'",
    "indexes": f"""
SELECT indexrelid, indrelid, nspname, relname, indisunique, amname, indnkeyatts, indkey::pg_catalog.int2[],
       indoption::pg_catalog.int2[], indclass::pg_catalog.oid[],
       CASE WHEN NOT indcollation::pg_catalog.oid[] <@ '{{0,100}}'
            THEN ARRAY(SELECT CASE WHEN listed <> 0 THEN listed::pg_catalog.regcollation::text END
                         FROM pg_catalog.unnest(indcollation) WITH ORDINALITY AS listed (listed, place) ORDER BY place)
            END,
       CASE WHEN indexprs IS NOT NULL
            THEN ARRAY(SELECT pg_catalog.pg_get_indexdef(indexrelid, place, false)
                         FROM pg_catalog.generate_series(1, indnkeyatts) AS place) END,
       CASE WHEN indpred IS NOT NULL THEN pg_catalog.pg_get_expr(indpred, indrelid) END,
       indisunique AND coalesce((pg_catalog.to_jsonb(pg_index) ->> 'indnullsnotdistinct')::boolean, false),
       reloptions, {tablespace_of("reltablespace")}, indisvalid
  FROM pg_catalog.pg_index
  JOIN pg_catalog.pg_class AS class ON class.oid = indexrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace
  JOIN pg_catalog.pg_am AS method ON method.oid = relam
 WHERE {OF_USERS} AND NOT relispartition AND NOT EXISTS (
       SELECT FROM pg_catalog.pg_constraint AS made
        WHERE made.conrelid = indrelid AND made.conindid = indexrelid AND made.contype IN ('p', 'u', 'x'))
""",
    "operator_classes": """
SELECT opclass.oid, nspname, opcname, opcdefault
  FROM pg_catalog.pg_opclass AS opclass JOIN pg_catalog.pg_namespace AS space ON space.oid = opcnamespace
""",
    "statistics": f"""
SELECT stat.oid, nspname, stxname, pg_catalog.pg_get_userbyid(stxowner), pg_catalog.pg_get_statisticsobjdef(stat.oid),
       coalesce(stxstattarget, -1)
  FROM pg_catalog.pg_statistic_ext AS stat JOIN pg_catalog.pg_namespace AS space ON space.oid = stxnamespace
 WHERE {OF_USERS} AND {not_of_an_extension("pg_statistic_ext", "stat")}
""",
    # A partition's copy of its parent's trigger is read where only one of the two is enabled.
    "triggers": """
SELECT own.oid, own.tgrelid, own.tgname,
       CASE WHEN parent.oid IS NULL THEN pg_catalog.pg_get_triggerdef(own.oid) ELSE '' END, own.tgenabled::text
  FROM pg_catalog.pg_trigger AS own LEFT JOIN pg_catalog.pg_trigger AS parent ON parent.oid = own.tgparentid
 WHERE CASE WHEN parent.oid IS NULL THEN NOT own.tgisinternal
            ELSE NOT parent.tgisinternal AND parent.tgenabled <> own.tgenabled END
""",
    "rules": """
SELECT oid, ev_class, rulename, pg_catalog.pg_get_ruledef(oid), ev_enabled::text
  FROM pg_catalog.pg_rewrite WHERE rulename <> '_RETURN'
""",
    "policies": """
SELECT oid, polrelid, polname, polpermissive, polcmd::text,
       ARRAY(SELECT CASE role WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(role)::text END
               FROM pg_catalog.unnest(polroles) AS role ORDER BY 1),
       pg_catalog.pg_get_expr(polqual, polrelid), pg_catalog.pg_get_expr(polwithcheck, polrelid)
  FROM pg_catalog.pg_policy
""",
}
