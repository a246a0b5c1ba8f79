"""The environment of drizzle-kit: no credentials of the user, and the address of our database or of none.

drizzle.config and schema.ts are code of the project, which may come from a pull request. A withheld variable keeps its
name and gets a stand-in value, so that a config that requires it still loads; so does a variable of `.env`, because
dotenv does not change what is set.
"""

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path

from journal.dataclass import dataclass
from journal.drizzle.migrate import Address
from journal.project.drizzle_config.dotenv import FILE_NAME, read_dotenv
from journal.project.drizzle_config.read import DrizzleConfig
from journal.project.files import FileKind, boundary, read_file
from journal.project.settings import Settings

NOWHERE = Address(host="127.0.0.1", port=1, user="nobody", database="nothing", password="nothing")  # noqa: S106
"""An address without a server: only `migrate` gets a database."""
_ALWAYS = ("DATABASE_URL", "POSTGRES_URL")
STAND_IN = "withheld-by-drizzle-journal-withheld-by-drizzle-journal-withheld"
"""The value in place of a credential: 64 characters, because some configs check the length of a secret."""
_URL_STAND_IN = "https://withheld.invalid"
_PLAIN = ("", "0", "1", "true", "false", "yes", "no")

CREDENTIAL_PARTS = ("TOKEN", "SECRET", "PASSW", "PASSPHRASE", "CREDENTIAL", "PRIVATE")
CREDENTIAL_WORDS = ("KEY", "KEYS", "PASS", "PWD", "PAT", "DSN", "AUTH", "COOKIE", "WEBHOOK", "APIKEY")
CREDENTIAL_PREFIXES = (
    "AWS_", "AZURE_", "ACTIONS_", "DOCKER_", "GCP_", "GH_", "GITHUB_", "GITLAB_", "GOOGLE_", "GPG_", "KUBE", "NPM_",
    "SSH_", "VAULT_",
)  # fmt: skip
"""A name is that of a credential, in any case, where it contains a part, has one of the words between `_`, or begins
with a prefix.
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
    """`read`: the variables of the database in drizzle.config, with the part of the address that each one has.

    `passed`: names and patterns of variables that the settings pass on unchanged.
    """

    read: Mapping[str, str]
    passed: Sequence[str] = ()

    def environment(self, root: Path, database: Address | None) -> dict[str, str]:
        """Return the whole environment for a drizzle-kit that is started in `root`.

        It has the variables of every .env file: drizzle-kit loads one, a config may load the others. Raises
        SettingsInvalid for one that cannot be read here: drizzle-kit might, and then gets the credentials in it.
        """
        values = dict.fromkeys((*_ALWAYS, *self.read), "")
        for path in sorted(root.glob(f"{FILE_NAME}*"), reverse=True):
            if not path.is_dir():  # a pipe or a device is refused, on which drizzle-kit would wait
                values |= read_dotenv(path, boundary(root), strict=True)
        address = database or NOWHERE
        given = {name: self._passed_value(name, value, address) for name, value in (values | dict(os.environ)).items()}
        return {name: value for name, value in given.items() if value is not None}

    def _passed_value(self, name: str, value: str, address: Address) -> str | None:
        if any(fnmatchcase(name, one) for one in self.passed):
            return value
        if name in self.read:
            part = self.read[name]
        elif name in _ALWAYS or _POSTGRES.match(value):
            part = "url"
        else:
            part = _part_by_name(name)
            part = "" if part == "url" and _ANY_URL.match(value) else part
        if part:
            return {
                "url": address.url, "host": address.host, "port": str(address.port), "user": address.user,
                "password": address.password or "nothing", "database": address.database,
            }[part]  # fmt: skip
        if name.startswith("PG"):  # libpq's, and so the drivers'; an empty one keeps out what is in .env
            return "" if name not in os.environ else None
        if value in _PLAIN or not (_is_credential(name) or _WITH_PASSWORD.match(value)):
            return value
        return _URL_STAND_IN if _ANY_URL.match(value) else STAND_IN


def variables_of(settings: Settings) -> Variables:
    """Return the variables by the project's drizzle.config and settings."""
    return Variables(read_by(settings.drizzle), settings.pass_variables)


def _part_by_name(name: str) -> str:
    """Return the part of a database's address that a variable has by its name; empty for none."""
    if not _OF_A_DATABASE.search(name):
        return ""
    return next((part for part, pattern in _PARTS if pattern.search(name)), "")


def read_by(config: DrizzleConfig | None) -> dict[str, str]:
    """Return the variables of `dbCredentials` in a drizzle.config, each with the part of the address that it has.

    Variables that it names elsewhere are included where their name is that of a database.
    """
    if config is None:
        return {}
    text = ""
    with suppress(OSError):
        text = read_file(config.place.path, FileKind.SETTINGS).decode("utf-8", "replace")
    names = [*_names(text), *(name for inner in _TAKEN_APART.findall(text) for name in _WORD.findall(inner))]
    read = {name: part for name in names if (part := _part_by_name(name))}
    for key, setting in config.values.items():
        if key.startswith("dbCredentials.") and setting.origin:
            read[setting.origin.split(" of ")[0]] = _part_of_key(key, setting.origin)
    for unread in config.unread:
        if unread.key.startswith("dbCredentials") or not unread.key:
            for name in [*_names(unread.text), *_NOT_SET.findall(unread.why)]:
                read[name] = _part_of_key(unread.key, name)
    return read


def _names(text: str) -> list[str]:
    return [first or second for first, second in _READ.findall(text)]


def _part_of_key(key: str, name: str) -> str:
    """Return the part that a key of dbCredentials needs; for other keys, that of the name, or a URL."""
    word = key.rpartition(".")[2]
    if word in ("url", "connectionString"):
        return "url"
    return word if word in ("host", "port", "user", "password", "database") else _part_by_name(name) or "url"


def _is_credential(name: str) -> bool:
    upper = name.upper()
    return (
        any(part in upper for part in CREDENTIAL_PARTS)
        or not set(upper.split("_")).isdisjoint(CREDENTIAL_WORDS)
        or upper.startswith(CREDENTIAL_PREFIXES)
    )
