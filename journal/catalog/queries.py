"""The queries on pg_catalog, one for each kind of object, for PostgreSQL 14 to 18. Text only; `read.py` runs them.

Objects of extensions and of the system schemas are skipped. `assemble/` resolves the OIDs: no value contains one.
"""

SETTINGS = """
SELECT pg_catalog.set_config(name, value, true) FROM (VALUES
  ('search_path', 'pg_catalog, pg_temp'), ('DateStyle', 'ISO, MDY'), ('IntervalStyle', 'postgres'), ('TimeZone', 'UTC'),
  ('extra_float_digits', '3'), ('quote_all_identifiers', 'off'), ('bytea_output', 'hex'), ('xmlbinary', 'base64'),
  ('standard_conforming_strings', 'on'), ('client_encoding', 'UTF8'), ('jit', 'off')
) AS settings (name, value)
"""
"""The settings that change how PostgreSQL writes an expression, and `jit`, which only costs time here."""


def _oid_of(catalog: str) -> str:
    return f"'pg_catalog.{catalog}'::pg_catalog.regclass"


_OF_AN_EXTENSION = f"refclassid = {_oid_of('pg_extension')} AND deptype = 'e'"  # an index serves this condition


def _not_of_an_extension(catalog: str, alias: str, kind: str = _OF_AN_EXTENSION) -> str:
    return f"""NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS member
               WHERE member.classid = {_oid_of(catalog)} AND member.objid = {alias}.oid AND {kind})"""


def _owner(column: str) -> str:
    return f"pg_catalog.pg_get_userbyid({column})"


def _tablespace(column: str) -> str:
    return f"""CASE WHEN {column} <> 0 THEN (SELECT spcname::text FROM pg_catalog.pg_tablespace
                                       WHERE pg_tablespace.oid = {column}) ELSE '' END"""


_GRANTEE = f"CASE grantee WHEN 0 THEN 'PUBLIC' ELSE {_owner('grantee')}::text END"

_OF_USERS = "space.nspname !~ '^pg_' AND space.nspname <> 'information_schema'"

NAMESPACES = f"""
SELECT space.oid, space.nspname, {_owner("space.nspowner")}
  FROM pg_catalog.pg_namespace AS space
 WHERE {_OF_USERS} AND {_not_of_an_extension("pg_namespace", "space")}
"""

ROLES = """
SELECT rolname, rolcreatedb, rolcreaterole, rolinherit FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' ORDER BY rolname
"""
"""All roles of the server, from any database."""

EXTENSIONS = """
SELECT extension.oid, extname, nspname, extversion
  FROM pg_catalog.pg_extension AS extension JOIN pg_catalog.pg_namespace AS space ON space.oid = extnamespace
 WHERE extname <> 'plpgsql'
"""

COLLATIONS = f"""
SELECT coll.oid, nspname, collname, {_owner("collowner")}, pg_catalog.to_jsonb(coll)
  FROM pg_catalog.pg_collation AS coll JOIN pg_catalog.pg_namespace AS space ON space.oid = collnamespace
 WHERE {_OF_USERS} AND {_not_of_an_extension("pg_collation", "coll")}
"""

TYPES = f"""
SELECT typ.oid, nspname, typname, {_owner("typowner")}, typtype::text,
       CASE typtype WHEN 'e' THEN ARRAY(SELECT enumlabel::text FROM pg_catalog.pg_enum
                                         WHERE enumtypid = typ.oid ORDER BY enumsortorder) END,
       CASE typtype WHEN 'd' THEN pg_catalog.format_type(typbasetype, typtypmod) END,
       CASE WHEN typtype = 'd' AND typcollation <> (SELECT base.typcollation FROM pg_catalog.pg_type AS base
                                                     WHERE base.oid = typ.typbasetype)
            THEN typcollation::pg_catalog.regcollation::text ELSE '' END,
       CASE typtype WHEN 'd' THEN pg_catalog.pg_get_expr(typdefaultbin, 0) END, typnotnull, typrelid
  FROM pg_catalog.pg_type AS typ JOIN pg_catalog.pg_namespace AS space ON space.oid = typnamespace
 WHERE {_OF_USERS} AND {_not_of_an_extension("pg_type", "typ")}
   AND (typtype IN ('e', 'd', 'r') OR typtype = 'c' AND (SELECT relkind FROM pg_catalog.pg_class
                                                          WHERE pg_class.oid = typrelid) = 'c')
"""

RANGES = """
SELECT rngtypid, pg_catalog.format_type(rngsubtype, NULL), opcspace.nspname, opcname, opcdefault,
       CASE WHEN rngcollation <> subtype.typcollation THEN rngcollation::pg_catalog.regcollation::text END,
       NULLIF(rngcanonical, 0)::pg_catalog.regproc::text, NULLIF(rngsubdiff, 0)::pg_catalog.regproc::text,
       pg_catalog.format_type(rngmultitypid, NULL)
  FROM pg_catalog.pg_range
  JOIN pg_catalog.pg_opclass AS opclass ON opclass.oid = rngsubopc
  JOIN pg_catalog.pg_namespace AS opcspace ON opcspace.oid = opcnamespace
  JOIN pg_catalog.pg_type AS subtype ON subtype.oid = rngsubtype
 WHERE rngtypid >= 16384
"""

RELATIONS = f"""
SELECT class.oid, nspname, relname, {_owner("relowner")}, relkind::text, relpersistence = 'u',
       CASE WHEN reloftype <> 0 THEN pg_catalog.format_type(reloftype, NULL) ELSE '' END,
       CASE WHEN relam NOT IN (0, 2) AND relkind <> 'i' AND relkind <> 'I'
            THEN (SELECT amname::text FROM pg_catalog.pg_am WHERE pg_am.oid = relam) ELSE '' END,
       {_tablespace("reltablespace")},
       reloptions, CASE WHEN reltoastrelid <> 0 THEN (SELECT toast.reloptions FROM pg_catalog.pg_class AS toast
                                                       WHERE toast.oid = class.reltoastrelid) END,
       relrowsecurity, relforcerowsecurity, relreplident::text, relispopulated,
       CASE WHEN relkind = 'p' THEN pg_catalog.pg_get_partkeydef(class.oid) END,
       CASE WHEN relispartition AND relkind NOT IN ('i', 'I') THEN pg_catalog.pg_get_expr(relpartbound, class.oid) END,
       CASE WHEN relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(class.oid) END
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace
 WHERE {_OF_USERS} AND relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'c')
   AND {_not_of_an_extension("pg_class", "class")}
"""

PARENTS = "SELECT inhrelid, inhparent FROM pg_catalog.pg_inherits ORDER BY inhrelid, inhseqno"

FOREIGN_TABLES = """
SELECT ftrelid, srvname::text, ARRAY(SELECT unnested FROM pg_catalog.unnest(ftoptions) AS unnested)
  FROM pg_catalog.pg_foreign_table JOIN pg_catalog.pg_foreign_server AS server ON server.oid = ftserver
"""

COLUMNS = f"""
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
 WHERE {_OF_USERS} AND attnum > 0 AND NOT attisdropped
   AND (relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
        OR relkind IN ('i', 'I') AND (attoptions IS NOT NULL OR attstattarget >= 0))
"""
"""A default names no column. Without the OID of the table, PostgreSQL does not look up all of its columns each time.

The last value is NULL, or a list: collation, storage, compression, statistics target, options, options of a foreign
data wrapper, whether the column has grants.
"""


def _constraints(definition: str, constraints: str) -> str:
    return f"""
SELECT con.oid, conrelid, contypid, conname, contype::text, {definition}, conkey, index.reloptions,
       {_tablespace("index.reltablespace")},
       confrelid, confkey, confupdtype::text || confdeltype::text
  FROM {constraints} AS con JOIN pg_catalog.pg_namespace AS space ON space.oid = connamespace
  LEFT JOIN pg_catalog.pg_class AS index ON index.oid = conindid AND contype IN ('p', 'u', 'x')
 WHERE {_OF_USERS} AND contype IN ('p', 'u', 'f', 'c', 'x') AND (conislocal OR coninhcount = 0) AND conparentid = 0
"""


_DEFINITION = "pg_catalog.pg_get_constraintdef(con.oid)"
_PLAIN = """contype IN ('p', 'u', 'f') AND convalidated AND conenforced AND NOT condeferrable AND NOT conperiod
       AND confmatchtype IN ('s', ' ') AND confdelsetcols IS NULL
       AND (contype <> 'u' OR conindid NOT IN (SELECT indexrelid FROM pg_catalog.pg_index WHERE indnullsnotdistinct))"""
"""A plain key has no more than its columns, and a foreign key its actions."""

CONSTRAINTS_IN_FULL = _constraints(_DEFINITION, "pg_catalog.pg_constraint")
CONSTRAINTS = _constraints(
    f"CASE WHEN NOT is_plain OR index.relnatts > pg_catalog.cardinality(conkey) THEN {_DEFINITION} END",
    f"""(
SELECT NULL::int2[] AS confdelsetcols, true AS conenforced, false AS conperiod, false AS indnullsnotdistinct) AS before
 CROSS JOIN LATERAL (
SELECT oid, conrelid, contypid, conname, contype, conkey, conindid, confrelid, confkey, confupdtype, confdeltype,
       connamespace, conislocal, coninhcount, conparentid, {_PLAIN} AS is_plain FROM pg_catalog.pg_constraint)""",
)
"""With PostgreSQL's own text, except for plain keys: writing theirs takes as long as reading all columns.

`before` has the columns that older versions lack: PostgreSQL finds a name there that no inner table has.
"""

CONSTRAINT_TEXTS = "SELECT con.oid, pg_catalog.pg_get_constraintdef(con.oid) FROM pg_catalog.pg_constraint AS con"
KEYWORDS = "SELECT word FROM pg_catalog.pg_get_keywords() WHERE catcode <> 'U'"
"""The words that need quotes as a name."""

NOT_NULLS = """
SELECT conrelid, conkey[1], connoinherit, convalidated FROM pg_catalog.pg_constraint
 WHERE contype = 'n' AND (connoinherit OR NOT convalidated)
"""
"""Those of PostgreSQL 18 that have more than NOT NULL."""

INDEXES = f"""
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
       reloptions, {_tablespace("reltablespace")}, indisvalid
  FROM pg_catalog.pg_index
  JOIN pg_catalog.pg_class AS class ON class.oid = indexrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace
  JOIN pg_catalog.pg_am AS method ON method.oid = relam
 WHERE {_OF_USERS} AND NOT relispartition AND NOT EXISTS (
       SELECT FROM pg_catalog.pg_constraint AS made
        WHERE made.conrelid = indrelid AND made.conindid = indexrelid AND made.contype IN ('p', 'u', 'x'))
"""

OPERATOR_CLASSES = """
SELECT opclass.oid, nspname, opcname, opcdefault
  FROM pg_catalog.pg_opclass AS opclass JOIN pg_catalog.pg_namespace AS space ON space.oid = opcnamespace
"""

MARKED_INDEXES = """
SELECT indrelid, relname, indisclustered, indisreplident
  FROM pg_catalog.pg_index JOIN pg_catalog.pg_class AS class ON class.oid = indexrelid
 WHERE indisclustered OR indisreplident
"""

SEQUENCES = f"""
SELECT seqrelid, pg_catalog.format_type(seqtypid, NULL), seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle,
       refobjid, refobjsubid, deptype::text, pg_catalog.quote_literal(seqrelid::pg_catalog.regclass::text)
  FROM pg_catalog.pg_sequence
  LEFT JOIN pg_catalog.pg_depend ON classid = {_oid_of("pg_class")} AND objid = seqrelid
   AND objsubid = 0 AND refclassid = {_oid_of("pg_class")} AND refobjsubid > 0
   AND deptype IN ('a', 'i')
"""

STATISTICS = f"""
SELECT stat.oid, nspname, stxname, {_owner("stxowner")}, pg_catalog.pg_get_statisticsobjdef(stat.oid),
       coalesce(stxstattarget, -1)
  FROM pg_catalog.pg_statistic_ext AS stat JOIN pg_catalog.pg_namespace AS space ON space.oid = stxnamespace
 WHERE {_OF_USERS} AND {_not_of_an_extension("pg_statistic_ext", "stat")}
"""

FUNCTIONS = f"""
SELECT pro.oid, nspname, proname, {_owner("proowner")},
       pg_catalog.oidvectortypes(proargtypes), pg_catalog.pg_get_function_identity_arguments(pro.oid), prokind::text,
       CASE WHEN prokind <> 'p' THEN coalesce(pg_catalog.pg_get_function_result(pro.oid), '') ELSE '' END,
       CASE WHEN prokind <> 'a' THEN pg_catalog.pg_get_functiondef(pro.oid) END
  FROM pg_catalog.pg_proc AS pro JOIN pg_catalog.pg_namespace AS space ON space.oid = pronamespace
 WHERE {_OF_USERS} AND {_not_of_an_extension("pg_proc", "pro")}
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS inner_ WHERE inner_.objid = pro.oid AND inner_.deptype = 'i'
                      AND inner_.classid = {_oid_of("pg_proc")})
"""

AGGREGATES = """
SELECT aggfnoid::pg_catalog.oid, aggkind::text, aggtransfn::text, pg_catalog.format_type(aggtranstype, NULL),
       aggtransspace, NULLIF(aggfinalfn::text, '-'), aggfinalextra, aggfinalmodify::text,
       NULLIF(aggcombinefn::text, '-'), NULLIF(aggserialfn::text, '-'), NULLIF(aggdeserialfn::text, '-'), agginitval,
       NULLIF(aggmtransfn::text, '-'), NULLIF(aggminvtransfn::text, '-'),
       CASE WHEN aggmtranstype <> 0 THEN pg_catalog.format_type(aggmtranstype, NULL) END, aggmtransspace,
       NULLIF(aggmfinalfn::text, '-'), aggmfinalextra, aggmfinalmodify::text, aggminitval,
       CASE WHEN aggsortop <> 0 THEN 'OPERATOR(' || opspace.nspname || '.' || oprname || ')' END, proparallel::text,
       proisstrict, provolatile::text
  FROM pg_catalog.pg_aggregate JOIN pg_catalog.pg_proc AS pro ON pro.oid = aggfnoid
  LEFT JOIN pg_catalog.pg_operator AS operator ON operator.oid = aggsortop
  LEFT JOIN pg_catalog.pg_namespace AS opspace ON opspace.oid = oprnamespace
 WHERE aggfnoid::pg_catalog.oid >= 16384
"""

TRIGGERS = """
SELECT own.oid, own.tgrelid, own.tgname,
       CASE WHEN parent.oid IS NULL THEN pg_catalog.pg_get_triggerdef(own.oid) ELSE '' END, own.tgenabled::text
  FROM pg_catalog.pg_trigger AS own LEFT JOIN pg_catalog.pg_trigger AS parent ON parent.oid = own.tgparentid
 WHERE CASE WHEN parent.oid IS NULL THEN NOT own.tgisinternal
            ELSE NOT parent.tgisinternal AND parent.tgenabled <> own.tgenabled END
"""
"""A partition's copy of its parent's trigger is read where only one of the two is enabled."""

RULES = """
SELECT oid, ev_class, rulename, pg_catalog.pg_get_ruledef(oid), ev_enabled::text
  FROM pg_catalog.pg_rewrite WHERE rulename <> '_RETURN'
"""

POLICIES = """
SELECT oid, polrelid, polname, polpermissive, polcmd::text,
       ARRAY(SELECT CASE role WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(role)::text END
               FROM pg_catalog.unnest(polroles) AS role ORDER BY 1),
       pg_catalog.pg_get_expr(polqual, polrelid), pg_catalog.pg_get_expr(polwithcheck, polrelid)
  FROM pg_catalog.pg_policy
"""

EVENT_TRIGGERS = f"""
SELECT trigger.oid, evtname, {_owner("evtowner")}, evtevent, nspname, proname,
       coalesce(evttags, '{{}}'), evtenabled::text
  FROM pg_catalog.pg_event_trigger AS trigger JOIN pg_catalog.pg_proc AS pro ON pro.oid = evtfoid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = pronamespace
 WHERE {_not_of_an_extension("pg_event_trigger", "trigger")}
"""

COMMENTS = f"""
SELECT classoid, objoid, objsubid, description, nspname, relname
  FROM pg_catalog.pg_description
  LEFT JOIN pg_catalog.pg_class AS index ON index.oid = objoid AND relkind IN ('i', 'I') AND objsubid = 0
   AND classoid = {_oid_of("pg_class")}
  LEFT JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace
 WHERE objoid >= 16384 OR classoid = {_oid_of("pg_namespace")}
"""

GRANTS = f"""
SELECT class, object, part, {_GRANTEE},
       privilege_type, is_grantable
  FROM (SELECT {_oid_of("pg_class")}::pg_catalog.oid, oid, 0, relowner, relacl
          FROM pg_catalog.pg_class WHERE oid >= 16384 AND relacl IS NOT NULL
         UNION ALL
        SELECT {_oid_of("pg_proc")}::pg_catalog.oid, oid, 0, proowner,
               coalesce(proacl, pg_catalog.acldefault('f', proowner)) FROM pg_catalog.pg_proc WHERE oid >= 16384
         UNION ALL
        SELECT {_oid_of("pg_type")}::pg_catalog.oid, pg_type.oid, 0, typowner,
               coalesce(typacl, pg_catalog.acldefault('T', typowner))
          FROM pg_catalog.pg_type
         WHERE pg_type.oid >= 16384 AND (typtype IN ('e', 'd', 'r') OR typtype = 'c' AND (SELECT relkind
               FROM pg_catalog.pg_class AS row_ WHERE row_.oid = typrelid) = 'c')
         UNION ALL
        SELECT {_oid_of("pg_namespace")}::pg_catalog.oid, oid, 0, nspowner, nspacl
          FROM pg_catalog.pg_namespace WHERE nspacl IS NOT NULL) AS granted (class, object, part, owner, acl),
       pg_catalog.aclexplode(acl)
 WHERE grantee <> owner
"""

COLUMN_GRANTS = f"""
SELECT {_oid_of("pg_class")}::pg_catalog.oid, attrelid, attnum,
       {_GRANTEE},
       privilege_type, is_grantable
  FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_class ON pg_class.oid = attrelid, pg_catalog.aclexplode(attacl)
 WHERE attrelid >= 16384 AND attacl IS NOT NULL AND grantee <> relowner
"""
"""Grants on columns, which few databases have. The query reads all columns again."""

DEFAULT_PRIVILEGES = f"""
SELECT coalesce(nspname, ''), defaclobjtype::text,
       {_GRANTEE},
       privilege_type, is_grantable
  FROM pg_catalog.pg_default_acl LEFT JOIN pg_catalog.pg_namespace AS space ON space.oid = defaclnamespace,
       pg_catalog.aclexplode(defaclacl)
 WHERE grantee <> defaclrole
"""

NEEDS = f"""
SELECT classid, objid, refclassid, refobjid, adrelid, adnum
  FROM pg_catalog.pg_depend
  LEFT JOIN pg_catalog.pg_attrdef AS def ON def.oid = objid AND classid = {_oid_of("pg_attrdef")}
 WHERE deptype = 'n' AND refobjid >= 16384 AND objid >= 16384
   AND (classid IN ({_oid_of("pg_proc")}, {_oid_of("pg_rewrite")},
                    {_oid_of("pg_type")}, {_oid_of("pg_attrdef")})
        OR classid = {_oid_of("pg_constraint")}
           AND refclassid = {_oid_of("pg_proc")}
        OR classid = {_oid_of("pg_class")}
           AND refclassid IN ({_oid_of("pg_type")}, {_oid_of("pg_proc")},
                              {_oid_of("pg_collation")}))
"""

VIEW_RULES = "SELECT oid, ev_class FROM pg_catalog.pg_rewrite WHERE rulename = '_RETURN' AND oid >= 16384"

ELEMENTS = """
SELECT oid, typelem, typrelid FROM pg_catalog.pg_type
 WHERE oid >= 16384 AND (typtype = 'b' AND typelem >= 16384 OR typtype = 'c')
 UNION ALL SELECT rngmultitypid, rngtypid, 0 FROM pg_catalog.pg_range WHERE rngtypid >= 16384
"""

_OTHERS = {
    "operator": "pg_operator", "operator class": "pg_opclass", "operator family": "pg_opfamily", "cast": "pg_cast",
    "conversion": "pg_conversion", "text search configuration": "pg_ts_config",
    "text search dictionary": "pg_ts_dict", "text search parser": "pg_ts_parser",
    "text search template": "pg_ts_template",
    "language": "pg_language", "foreign data wrapper": "pg_foreign_data_wrapper", "foreign server": "pg_foreign_server",
    "publication": "pg_publication", "transform": "pg_transform", "access method": "pg_am",
}  # fmt: skip

_OF_ANOTHER = "deptype IN ('e', 'i')"  # such as the cast of a range to its multirange
UNREAD = " UNION ALL ".join(
    f"SELECT '{kind}', count(*) FROM pg_catalog.{catalog} AS one WHERE oid >= 16384 AND "
    f"{_not_of_an_extension(catalog, 'one', _OF_ANOTHER)} HAVING count(*) > 0"
    for kind, catalog in _OTHERS.items()
)
UNREAD += f"""
 UNION ALL SELECT 'base type', count(*) FROM pg_catalog.pg_type AS one WHERE oid >= 16384 AND typtype = 'b'
   AND typcategory <> 'A' AND {_not_of_an_extension("pg_type", "one")} HAVING count(*) > 0"""

BY_NAME = {name.lower(): query for name, query in globals().copy().items() if name.isupper() and name[0] != "_"}
"""The queries by their names in small letters."""
