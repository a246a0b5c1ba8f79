"""Attacks on secrets: forms of URLs whose password must not be printed, nor written, nor stand on a command line."""

from collections.abc import Callable

from attacks.attack import Attack, Ended, World, reaching
from attacks.calls import Trait

_LIVE = reaching(Trait.CONNECTS, Trait.CONNECTS_WRITING)
_SERVERS = reaching(Trait.REPLAYS)
_SECRET = "s3cr3t"  # in every form, whatever else the password has in it
_SOCKET = "%2Fnonexistent"

FORMS = {
    "as libpq has it": "postgresql://u:s3cr3t@127.0.0.1:1/d",
    "postgres": "postgres://u:s3cr3t@127.0.0.1:1/d",
    "of SQLAlchemy": "postgresql+psycopg://u:s3cr3t@127.0.0.1:1/d",
    "of asyncpg": "postgres+asyncpg://u:s3cr3t@127.0.0.1:1/d",
    "of JDBC": "jdbc:postgresql://127.0.0.1:1/d?user=u&password=s3cr3t",
    "of JDBC with a user": "jdbc:postgresql://u:s3cr3t@127.0.0.1:1/d",
    "of MySQL": "mysql://u:s3cr3t@127.0.0.1:1/d",
    "of Prisma": "prisma+postgres://127.0.0.1:1/?api_key=s3cr3t",
    "of an unknown scheme": "s3cr3t://u:s3cr3t@127.0.0.1:1/d",
    "without slashes": "postgresql:u:s3cr3t@127.0.0.1",
    "in double quotes": '"postgresql://u:s3cr3t@127.0.0.1:1/d"',
    "in single quotes": "'postgresql://u:s3cr3t@127.0.0.1:1/d'",
    "with a quote at one end": '"postgresql://u:s3cr3t@127.0.0.1:1/d',
    "in blanks": "  postgresql://u:s3cr3t@127.0.0.1:1/d \n",
    "in capitals": "POSTGRESQL://u:s3cr3t@127.0.0.1:1/d",
    "as keywords": "host=127.0.0.1 port=1 user=u password=s3cr3t dbname=d",
    "as quoted keywords": "host=127.0.0.1 port=1 password='a s3cr3t' dbname=d",
    "as broken keywords": "host=127.0.0.1 port=1 password='a s3cr3t dbname=d",
    "in the query": "postgresql://127.0.0.1:1/d?user=u&password=s3cr3t",
    "with an ampersand in the query": "postgresql://127.0.0.1:1/d?password=a&s3cr3t=b",
    "percent-encoded": "postgresql://u:s3cr3t%40x@127.0.0.1:1/d",
    "with a bad percent": "postgresql://u:%s3cr3t@127.0.0.1:1/d",
    "with an @": "postgresql://u:p@s3cr3t@127.0.0.1:1/d",
    "with a slash": "postgresql://u:p/s3cr3t@127.0.0.1:1/d",
    "with a colon": "postgresql://u:p:s3cr3t@127.0.0.1:1/d",
    "with a number sign": "postgresql://u:p#s3cr3t@127.0.0.1:1/d",
    "with a question mark": "postgresql://u:p?s3cr3t@127.0.0.1:1/d",
    "with a blank": "postgresql://u:p s3cr3t@127.0.0.1:1/d",
    "of a socket": f"postgresql://u:s3cr3t@{_SOCKET}/d",
    "of several hosts": "postgresql://u:s3cr3t@127.0.0.1:1,127.0.0.1:2/d",
    "with a key's password": "postgresql://u@127.0.0.1:1/d?sslpassword=s3cr3t",
    "with settings": "postgresql://u@127.0.0.1:1/d?options=-c%20app.key%3Ds3cr3t",
    "with a port that is none": "postgresql://u:s3cr3t@127.0.0.1:none/d",
    "with a control character": "postgresql://u:s3cr3t@127.0.0.1:1/d\x1b[2J",
}


def _no_secret(world: World, ended: Ended) -> str | None:
    """Where the secret is to be seen; what an attack itself wrote is named `.secret`, or is a file of settings."""
    if _SECRET in ended.text:
        at = ended.text.index(_SECRET)
        return f"the secret is printed: {ended.text[max(0, at - 120) : at + 20]!r}"
    for path in world.project.rglob("*"):
        ours = path.is_file() and not {".git", "node_modules", ".env", "drizzle.config.json"} & {*path.parts}
        if ours and _SECRET.encode() in path.read_bytes():
            return f"the secret is written to {path.name}"
    return None


def _database(text: str) -> Callable[[World], object]:
    def prepare(world: World) -> None:
        world.url = text
        world.environment["DATABASE_URL"] = text

    return prepare


def _temporary(text: str) -> Callable[[World], object]:
    return lambda world: world.environment.update(JOURNAL_TEMP=text)


def _typed(world: World, text: str) -> None:
    """Where the first word is an argument, this is one too many; elsewhere it is one that nobody asked for."""
    world.words.append(text)


def _dotenv(world: World) -> None:
    del world.environment["DATABASE_URL"]
    world.write(".env", 'DATABASE_URL="postgresql://u:s3cr3t@127.0.0.1:1/d"\n')


def _config(world: World) -> None:
    del world.environment["DATABASE_URL"]
    path = world.project / "drizzle.config.json"
    credentials = (
        '"dbCredentials": {"host": "127.0.0.1", "port": 1, "user": "u", "password": "s3cr3t", "database": "d"}'
    )
    world.write(path.name, path.read_text().rstrip()[:-1] + f", {credentials}}}")


def _password_file(world: World) -> None:
    path = world.folder / "pgpass"
    path.write_text("127.0.0.1:1:d:u:s3cr3t\n")
    path.chmod(0o600)
    world.environment |= {"PGPASSFILE": str(path), "DATABASE_URL": "postgresql://u@127.0.0.1:1/d"}
    world.url = world.environment["DATABASE_URL"]


def _variables(world: World) -> None:
    world.environment |= {"PGPASSWORD": "s3cr3t", "DATABASE_URL": "postgresql://u@127.0.0.1:1/d"}
    world.url = world.environment["DATABASE_URL"]


def _no_name(world: World) -> None:
    world.words += ["--env-var", "postgresql://u:s3cr3t@127.0.0.1:1/d"]


_OTHERS = (
    Attack("secret in .env", _LIVE, _dotenv, _no_secret),
    Attack("secret in drizzle.config", _LIVE, _config, _no_secret),
    Attack("secret in PGPASSWORD", _LIVE, _variables, _no_secret),
    Attack("secret in a password file", _LIVE, _password_file, _no_secret),
    Attack("secret where a variable is to be named", _LIVE, _no_name, _no_secret),
    *(
        Attack(f"secret typed where nothing is asked for, {name}", _LIVE | _SERVERS,
               lambda world, text=FORMS[name]: _typed(world, text), _no_secret)
        for name in ("as libpq has it", "as quoted keywords", "with a blank", "in double quotes")
    ),
    Attack("secret typed for an option of numbers", _LIVE | _SERVERS,
           lambda world: world.words.extend(["--lock-timeout", FORMS["with a blank"]]), _no_secret),
)  # fmt: skip

ATTACKS: list[Attack] = [
    *(Attack(f"secret of a database {name}", _LIVE, _database(text), _no_secret) for name, text in FORMS.items()),
    *(Attack(f"secret of a server {name}", _SERVERS, _temporary(text), _no_secret) for name, text in FORMS.items()),
    *_OTHERS,
]
