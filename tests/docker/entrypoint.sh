#!/bin/bash
# What the official postgres image's entrypoint does, as far as a client can tell: an empty data directory is filled
# by a first server that listens on the Unix socket alone; only then does the real one start and listen on TCP.
#
# Read here: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, POSTGRES_HOST_AUTH_METHOD, POSTGRES_INITDB_ARGS, PGDATA.
set -euo pipefail

[[ ${1:-} != -* ]] || set -- postgres "$@"
[[ ${1:-} == postgres ]] || exec "$@"
shift
case " $* " in *" --version "* | *" -V "* | *" --help "* | *" -? "*) exec postgres "$@" ;; esac
export PGDATA=${PGDATA:-/var/lib/postgresql/data}

if [[ $(id -u) == 0 ]]; then
  # A tmpfs or a new volume belongs to root.
  mkdir -p "$PGDATA" /run/postgresql
  find "$PGDATA" \! -user postgres -exec chown postgres {} +
  chown postgres:postgres /run/postgresql
  chmod 700 "$PGDATA"
  chmod 3777 /run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$0" postgres "$@"
fi

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
password=${POSTGRES_PASSWORD:-}
method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}

initialise() {
  if [[ -z $password && $method != trust ]]; then
    {
      echo "Error: Database is uninitialized and superuser password is not specified."
      echo "       Set POSTGRES_PASSWORD to a non-empty value, or POSTGRES_HOST_AUTH_METHOD=trust."
    } >&2
    exit 1
  fi
  local arguments=(--username="$user")
  [[ -z $password ]] || arguments+=(--pwfile=/dev/fd/3)
  eval "arguments+=(${POSTGRES_INITDB_ARGS:-})"
  initdb "${arguments[@]}" 3<<<"$password"
  echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"
  printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"

  # pg_ctl hands its -o to a shell.
  pg_ctl -o "$(printf '%q ' "$@" -c listen_addresses='')" -w start
  local sql=(psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc --username "$user")
  if [[ $database != postgres ]]; then
    "${sql[@]}" --dbname postgres -v database="$database" <<<'CREATE DATABASE :"database";'
  fi
  for file in /docker-entrypoint-initdb.d/*.sql; do
    [[ -e $file ]] || continue
    echo "$0: running $file"
    "${sql[@]}" --dbname "$database" -f "$file"
  done
  pg_ctl -m fast -w stop
  printf '\nPostgreSQL init process complete; ready for start up.\n\n'
}

if [[ -s $PGDATA/PG_VERSION ]]; then
  printf '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n'
else
  initialise "$@"
fi
unset POSTGRES_PASSWORD password
exec postgres "$@"
