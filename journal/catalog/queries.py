"""The queries on pg_catalog for what belongs to no table, one for each kind of object. Text only; `read.py` runs them.

They suit PostgreSQL 14 to 18. Objects of extensions and of the system schemas are skipped. `assemble/` resolves the
OIDs: no value contains one.
"""

SETTINGS = """
SELECT pg_catalog.set_config(name, value, true) FROM (VALUES
  ('search_path', 'pg_catalog, pg_temp'), ('DateStyle', 'ISO, MDY'), ('IntervalStyle', 'postgres'), ('TimeZone', 'UTC'),
  ('extra_float_digits', '3'), ('quote_all_identifiers', 'off'), ('bytea_output', 'hex'), ('xmlbinary', 'base64'),
  ('standard_conforming_strings', 'on'), ('client_encoding', 'UTF8'), ('jit', 'off')
) AS settings (name, value)
"""
"""The settings that change how PostgreSQL writes an expression, and `jit`, which only costs time here."""


def oid_of(catalog: str) -> str:
    """Return the OID of a system catalog, as SQL."""
    return f"'pg_catalog.{catalog}'::pg_catalog.regclass"


_OF_AN_EXTENSION = f"refclassid = {oid_of('pg_extension')} AND deptype = 'e'"  # an index serves this condition


def not_of_an_extension(catalog: str, alias: str, kind: str = _OF_AN_EXTENSION) -> str:
    """Return the condition that an object was not created by another one, such as an extension."""
    return f"""NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS member
               WHERE member.classid = {oid_of(catalog)} AND member.objid = {alias}.oid AND {kind})"""


def tablespace_of(column: str) -> str:
    """Return the name of a tablespace, as SQL; empty for the default one."""
    return f"""CASE WHEN {column} <> 0 THEN (SELECT spcname::text FROM pg_catalog.pg_tablespace
                                       WHERE pg_tablespace.oid = {column}) ELSE '' END"""


_GRANTEE = "CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(grantee)::text END"

OF_USERS = "space.nspname !~ '^pg_' AND space.nspname <> 'information_schema'"
"""The condition for the schemas that are not PostgreSQL's own."""

ROLES = """
SELECT rolname, rolcreatedb, rolcreaterole, rolinherit FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' ORDER BY rolname
"""
"""All roles of the server, from any database."""

_OTHERS = {
    "operator": "pg_operator", "operator class": "pg_opclass", "operator family": "pg_opfamily", "cast": "pg_cast",
    "conversion": "pg_conversion", "text search configuration": "pg_ts_config",
    "text search dictionary": "pg_ts_dict", "text search parser": "pg_ts_parser",
    "text search template": "pg_ts_template",
    "language": "pg_language", "foreign data wrapper": "pg_foreign_data_wrapper", "foreign server": "pg_foreign_server",
    "publication": "pg_publication", "transform": "pg_transform", "access method": "pg_am",
}  # fmt: skip

_OF_ANOTHER = "deptype IN ('e', 'i')"  # such as the cast of a range to its multirange
_UNREAD = " UNION ALL ".join(
    f"SELECT '{kind}', count(*) FROM pg_catalog.{catalog} AS one WHERE oid >= 16384 AND "
    f"{not_of_an_extension(catalog, 'one', _OF_ANOTHER)} HAVING count(*) > 0"
    for kind, catalog in _OTHERS.items()
)
_UNREAD += f"""
 UNION ALL SELECT 'base type', count(*) FROM pg_catalog.pg_type AS one WHERE oid >= 16384 AND typtype = 'b'
   AND typcategory <> 'A' AND {not_of_an_extension("pg_type", "one")} HAVING count(*) > 0"""

OBJECT_QUERIES = {
    "namespaces": f"""
SELECT space.oid, space.nspname, pg_catalog.pg_get_userbyid(space.nspowner)
  FROM pg_catalog.pg_namespace AS space
 WHERE {OF_USERS} AND {not_of_an_extension("pg_namespace", "space")}
""",
    "extensions": """
SELECT extension.oid, extname, nspname, extversion
  FROM pg_catalog.pg_extension AS extension JOIN pg_catalog.pg_namespace AS space ON space.oid = extnamespace
 WHERE extname <> 'plpgsql'
""",
    "collations": f"""
SELECT coll.oid, nspname, collname, pg_catalog.pg_get_userbyid(collowner), pg_catalog.to_jsonb(coll)
  FROM pg_catalog.pg_collation AS coll JOIN pg_catalog.pg_namespace AS space ON space.oid = collnamespace
 WHERE {OF_USERS} AND {not_of_an_extension("pg_collation", "coll")}
""",
    "types": f"""
SELECT typ.oid, nspname, typname, pg_catalog.pg_get_userbyid(typowner), typtype::text,
       CASE typtype WHEN 'e' THEN ARRAY(SELECT enumlabel::text FROM pg_catalog.pg_enum
                                         WHERE enumtypid = typ.oid ORDER BY enumsortorder) END,
       CASE typtype WHEN 'd' THEN pg_catalog.format_type(typbasetype, typtypmod) END,
       CASE WHEN typtype = 'd' AND typcollation <> (SELECT base.typcollation FROM pg_catalog.pg_type AS base
                                                     WHERE base.oid = typ.typbasetype)
            THEN typcollation::pg_catalog.regcollation::text ELSE '' END,
       CASE typtype WHEN 'd' THEN pg_catalog.pg_get_expr(typdefaultbin, 0) END, typnotnull, typrelid
  FROM pg_catalog.pg_type AS typ JOIN pg_catalog.pg_namespace AS space ON space.oid = typnamespace
 WHERE {OF_USERS} AND {not_of_an_extension("pg_type", "typ")}
   AND (typtype IN ('e', 'd', 'r') OR typtype = 'c' AND (SELECT relkind FROM pg_catalog.pg_class
                                                          WHERE pg_class.oid = typrelid) = 'c')
""",
    "ranges": """
SELECT rngtypid, pg_catalog.format_type(rngsubtype, NULL), opcspace.nspname, opcname, opcdefault,
       CASE WHEN rngcollation <> subtype.typcollation THEN rngcollation::pg_catalog.regcollation::text END,
       NULLIF(rngcanonical, 0)::pg_catalog.regproc::text, NULLIF(rngsubdiff, 0)::pg_catalog.regproc::text,
       pg_catalog.format_type(rngmultitypid, NULL)
  FROM pg_catalog.pg_range
  JOIN pg_catalog.pg_opclass AS opclass ON opclass.oid = rngsubopc
  JOIN pg_catalog.pg_namespace AS opcspace ON opcspace.oid = opcnamespace
  JOIN pg_catalog.pg_type AS subtype ON subtype.oid = rngsubtype
 WHERE rngtypid >= 16384
""",
    "functions": f"""
SELECT pro.oid, nspname, proname, pg_catalog.pg_get_userbyid(proowner),
       pg_catalog.oidvectortypes(proargtypes), pg_catalog.pg_get_function_identity_arguments(pro.oid), prokind::text,
       CASE WHEN prokind <> 'p' THEN coalesce(pg_catalog.pg_get_function_result(pro.oid), '') ELSE '' END,
       CASE WHEN prokind <> 'a' THEN pg_catalog.pg_get_functiondef(pro.oid) END
  FROM pg_catalog.pg_proc AS pro JOIN pg_catalog.pg_namespace AS space ON space.oid = pronamespace
 WHERE {OF_USERS} AND {not_of_an_extension("pg_proc", "pro")}
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS inner_ WHERE inner_.objid = pro.oid AND inner_.deptype = 'i'
                      AND inner_.classid = {oid_of("pg_proc")})
""",
    "aggregates": """
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
""",
    "event_triggers": f"""
SELECT trigger.oid, evtname, pg_catalog.pg_get_userbyid(evtowner), evtevent, nspname, proname,
       coalesce(evttags, '{{}}'), evtenabled::text
  FROM pg_catalog.pg_event_trigger AS trigger JOIN pg_catalog.pg_proc AS pro ON pro.oid = evtfoid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = pronamespace
 WHERE {not_of_an_extension("pg_event_trigger", "trigger")}
""",
    "comments": f"""
SELECT classoid, objoid, objsubid, description, nspname, relname
  FROM pg_catalog.pg_description
  LEFT JOIN pg_catalog.pg_class AS index ON index.oid = objoid AND relkind IN ('i', 'I') AND objsubid = 0
   AND classoid = {oid_of("pg_class")}
  LEFT JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace
 WHERE objoid >= 16384 OR classoid = {oid_of("pg_namespace")}
""",
    "grants": f"""
SELECT class, object, part, {_GRANTEE},
       privilege_type, is_grantable
  FROM (SELECT {oid_of("pg_class")}::pg_catalog.oid, oid, 0, relowner, relacl
          FROM pg_catalog.pg_class WHERE oid >= 16384 AND relacl IS NOT NULL
         UNION ALL
        SELECT {oid_of("pg_proc")}::pg_catalog.oid, oid, 0, proowner,
               coalesce(proacl, pg_catalog.acldefault('f', proowner)) FROM pg_catalog.pg_proc WHERE oid >= 16384
         UNION ALL
        SELECT {oid_of("pg_type")}::pg_catalog.oid, pg_type.oid, 0, typowner,
               coalesce(typacl, pg_catalog.acldefault('T', typowner))
          FROM pg_catalog.pg_type
         WHERE pg_type.oid >= 16384 AND (typtype IN ('e', 'd', 'r') OR typtype = 'c' AND (SELECT relkind
               FROM pg_catalog.pg_class AS row_ WHERE row_.oid = typrelid) = 'c')
         UNION ALL
        SELECT {oid_of("pg_namespace")}::pg_catalog.oid, oid, 0, nspowner, nspacl
          FROM pg_catalog.pg_namespace WHERE nspacl IS NOT NULL) AS granted (class, object, part, owner, acl),
       pg_catalog.aclexplode(acl)
 WHERE grantee <> owner
""",
    # Grants on columns, which few databases have. The query reads all columns again.
    "column_grants": f"""
SELECT {oid_of("pg_class")}::pg_catalog.oid, attrelid, attnum,
       {_GRANTEE},
       privilege_type, is_grantable
  FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_class ON pg_class.oid = attrelid, pg_catalog.aclexplode(attacl)
 WHERE attrelid >= 16384 AND attacl IS NOT NULL AND grantee <> relowner
""",
    "default_privileges": f"""
SELECT coalesce(nspname, ''), defaclobjtype::text,
       {_GRANTEE},
       privilege_type, is_grantable
  FROM pg_catalog.pg_default_acl LEFT JOIN pg_catalog.pg_namespace AS space ON space.oid = defaclnamespace,
       pg_catalog.aclexplode(defaclacl)
 WHERE grantee <> defaclrole
""",
    "needs": f"""
SELECT classid, objid, refclassid, refobjid, adrelid, adnum
  FROM pg_catalog.pg_depend
  LEFT JOIN pg_catalog.pg_attrdef AS def ON def.oid = objid AND classid = {oid_of("pg_attrdef")}
 WHERE deptype = 'n' AND refobjid >= 16384 AND objid >= 16384
   AND (classid IN ({oid_of("pg_proc")}, {oid_of("pg_rewrite")},
                    {oid_of("pg_type")}, {oid_of("pg_attrdef")})
        OR classid = {oid_of("pg_constraint")}
           AND refclassid = {oid_of("pg_proc")}
        OR classid = {oid_of("pg_class")}
           AND refclassid IN ({oid_of("pg_type")}, {oid_of("pg_proc")},
                              {oid_of("pg_collation")}))
""",
    "view_rules": "SELECT oid, ev_class FROM pg_catalog.pg_rewrite WHERE rulename = '_RETURN' AND oid >= 16384",
    "elements": """
SELECT oid, typelem, typrelid FROM pg_catalog.pg_type
 WHERE oid >= 16384 AND (typtype = 'b' AND typelem >= 16384 OR typtype = 'c')
 UNION ALL SELECT rngmultitypid, rngtypid, 0 FROM pg_catalog.pg_range WHERE rngtypid >= 16384
""",
    "unread": _UNREAD,
}
