"""The variables that drizzle-kit gets: no credential of the user's, and for the database one that is ours or nowhere.

drizzle.config and schema.ts are code of the project, which may be a pull request's. What is withheld keeps its name and
gets a stand-in, so that a config that wants each of its variables set still loads; a variable of `.env` gets one, too,
for dotenv leaves alone what is set.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from journal.drizzle.bridge import Address
from journal.project.drizzle_config.dotenv import FILE_NAME, read_dotenv
from journal.project.drizzle_config.values import DrizzleConfig
from journal.project.files import FileKind, boundary, read_file
from journal.project.settings import Settings

NOWHERE = Address(host="127.0.0.1", port=1, user="nobody", database="nothing", password="nothing")  # noqa: S106
"""A database at which nobody answers: only `migrate` is to reach any."""
_ALWAYS = ("DATABASE_URL", "POSTGRES_URL")
STAND_IN = "withheld-by-drizzle-journal-withheld-by-drizzle-journal-withheld"
"""What a credential is replaced by: 64 characters, since some check the length of a secret."""
_URL_STAND_IN = "https://withheld.invalid"
_PLAIN = ("", "0", "1", "true", "false", "yes", "no")

CREDENTIAL_PARTS = ("TOKEN", "SECRET", "PASSW", "PASSPHRASE", "CREDENTIAL", "PRIVATE")
CREDENTIAL_WORDS = ("KEY", "KEYS", "PASS", "PWD", "PAT", "DSN", "AUTH", "COOKIE", "WEBHOOK", "APIKEY")
CREDENTIAL_PREFIXES = (
    "AWS_", "AZURE_", "ACTIONS_", "DOCKER_", "GCP_", "GH_", "GITHUB_", "GITLAB_", "GOOGLE_", "GPG_", "KUBE", "NPM_",
    "SSH_", "VAULT_",
)  # fmt: skip
"""By which a name is known to be that of a credential, in upper and lower case: what it holds, has as one of its words
between `_`, or begins with.
"""
_WITH_PASSWORD = re.compile(r"\s*[\"']?[A-Za-z][A-Za-z0-9+.-]*://[^/\s@]*:[^/\s@]*@")
_ANY_URL = re.compile(r"\s*[\"']?[A-Za-z][A-Za-z0-9+.-]*://")
_POSTGRES = re.compile(r"\s*[\"']?postgres(?:ql)?(?:\+\w+)?:", re.IGNORECASE)
_READ = re.compile(r"\benv\s*(?:\?\.|\.)\s*([A-Za-z_]\w*)|\benv\s*\[\s*[\"'`]([A-Za-z_]\w*)")
_TAKEN_APART = re.compile(r"\{([\w\s,:=\"']{1,2000})\}\s*=\s*process\.env")
_WORD = re.compile(r"[A-Za-z_]\w*")
_NOT_SET = re.compile(r"(\w+) is not set")
_OF_A_DATABASE = re.compile(
    r"(?:^|_)(?:DATABASE|POSTGRES|POSTGRESQL|DB|NEON|SUPABASE)(?:_|$)|^PG(?=HOST|PORT|USER|PASS|DATABASE)",
    re.IGNORECASE,
)
_PARTS = (
    ("url", re.compile(r"(?:URL|URI|DSN|STRING|CONNECTION|NON_POOLING|UNPOOLED)$", re.IGNORECASE)),
    ("host", re.compile(r"HOST(?:NAME)?$", re.IGNORECASE)),
    ("port", re.compile(r"PORT$", re.IGNORECASE)),
    ("user", re.compile(r"USER(?:NAME)?$", re.IGNORECASE)),
    ("password", re.compile(r"(?:PASS(?:WORD)?|PWD)$", re.IGNORECASE)),
    ("database", re.compile(r"(?:NAME|DATABASE|DB)$", re.IGNORECASE)),
)


@dataclass(frozen=True)
class Variables:
    """`read`: the variables that drizzle.config takes its database from, and which part; `passed`: names and patterns
    of what the settings pass on as it is.
    """

    read: Mapping[str, str]
    passed: Sequence[str] = ()

    def environment(self, root: Path, database: Address | None) -> dict[str, str]:
        """The whole environment of a drizzle-kit that is started in `root`, with that database or with none."""
        address = database or NOWHERE
        names = dict.fromkeys((*_ALWAYS, *self.read))
        values = dict.fromkeys(names, "") | _of_files(root) | dict(os.environ)
        given = {name: self._given(name, value, address) for name, value in values.items()}
        return {name: value for name, value in given.items() if value is not None}

    def _given(self, name: str, value: str, address: Address) -> str | None:
        if any(fnmatchcase(name, one) for one in self.passed):
            return value
        part = self._part(name, value)
        if part:
            return _parts(address)[part]
        if name.startswith("PG"):  # libpq's, and so the drivers'; an empty one keeps out what is in .env
            return "" if name not in os.environ else None
        if value in _PLAIN or not (_is_credential(name) or _WITH_PASSWORD.match(value)):
            return value
        return _URL_STAND_IN if _ANY_URL.match(value) else STAND_IN

    def _part(self, name: str, value: str) -> str:
        """Which part of a database's address a variable holds; empty for none."""
        if name in self.read:
            return self.read[name]
        if name in _ALWAYS or _POSTGRES.match(value):
            return "url"
        part = part_of(name)
        return "" if part == "url" and _ANY_URL.match(value) else part


def variables_of(settings: Settings) -> Variables:
    """What a project's drizzle-kit gets, by its drizzle.config and its settings."""
    return Variables(read_by(settings.drizzle), settings.pass_variables)


def part_of(name: str) -> str:
    """Which part of a database's address a variable holds, by its name; empty for none."""
    if not _OF_A_DATABASE.search(name):
        return ""
    return next((part for part, pattern in _PARTS if pattern.search(name)), "")


def read_by(config: DrizzleConfig | None) -> dict[str, str]:
    """The variables that a drizzle.config takes `dbCredentials` from, each with the part that it is to hold.

    With them those that it names elsewhere, and that are a database's by their name.
    """
    return _named_in(config.place.path) | dict(_read_by(config)) if config else {}


def _named_in(path: Path) -> dict[str, str]:
    try:
        text = read_file(path, FileKind.SETTINGS).decode("utf-8", "replace")
    except OSError:
        return {}
    names = [*_names(text), *(name for inner in _TAKEN_APART.findall(text) for name in _WORD.findall(inner))]
    return {name: part for name in names if (part := part_of(name))}


def _read_by(config: DrizzleConfig) -> Iterator[tuple[str, str]]:
    for key, said in config.values.items():
        if key.startswith("dbCredentials.") and said.origin:
            yield said.origin.split(" of ")[0], _part_of_key(key, said.origin)
    for one in config.unread:
        if not one.key.startswith("dbCredentials") and one.key:
            continue
        for name in [*_names(one.text), *_NOT_SET.findall(one.why)]:
            yield name, _part_of_key(one.key, name)


def _names(text: str) -> list[str]:
    return [first or second for first, second in _READ.findall(text)]


def _part_of_key(key: str, name: str) -> str:
    """What a key of dbCredentials wants; where that is not known, the name tells, or it is a URL."""
    word = key.rpartition(".")[2]
    if word in ("url", "connectionString"):
        return "url"
    return word if word in ("host", "port", "user", "password", "database") else part_of(name) or "url"


def _parts(address: Address) -> dict[str, str]:
    return {
        "url": address.url, "host": address.host, "port": str(address.port), "user": address.user,
        "password": address.password or "nothing", "database": address.database,
    }  # fmt: skip


def _is_credential(name: str) -> bool:
    upper = name.upper()
    return (
        any(part in upper for part in CREDENTIAL_PARTS)
        or not set(upper.split("_")).isdisjoint(CREDENTIAL_WORDS)
        or upper.startswith(CREDENTIAL_PREFIXES)
    )


def _of_files(root: Path) -> dict[str, str]:
    """Return the variables of every .env file of the project: drizzle-kit loads one, a config may load the others.

    Raises SettingsInvalid for one that cannot be read here: drizzle-kit might, and then gets the credentials in it.
    """
    found: dict[str, str] = {}
    for path in sorted(root.glob(f"{FILE_NAME}*")):
        if path.is_file():
            found = {**read_dotenv(path, boundary(root), strict=True), **found}
    return found
