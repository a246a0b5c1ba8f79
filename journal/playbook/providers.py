"""The providers in providers.toml: how each restores a database to a point in time, and which one a host belongs to."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from journal.dataclass import dataclass


@dataclass(frozen=True)
class HostingProvider:
    """A provider; `hosts` are patterns of its host names. providers.toml says what the other fields hold."""

    name: str
    steps: Sequence[str]
    hosts: Sequence[str] = ()
    commands: Sequence[str] = ()
    exact_commands: Sequence[str] = ()
    form: str = "%Y-%m-%dT%H:%M:%SZ"

    def typed(self, moment: datetime | None, xid: str = "", name: str = "") -> tuple[str, ...]:
        """Return the commands for a moment, and those for a transaction where that is known."""
        chosen = (*self.commands, *(self.exact_commands if xid else ()))
        return tuple(command.format(at=self.at(moment), xid=xid, name=name or "NAME") for command in chosen)

    def at(self, moment: datetime | None) -> str:
        """Return the moment as the provider's commands take it."""
        return moment.strftime(self.form) if moment else "MOMENT"


@cache
def providers() -> tuple[HostingProvider, ...]:
    """Return all providers; the last one is a server of one's own."""
    text = files("journal.playbook").joinpath("providers.toml").read_text("utf-8")
    tables: list[dict[str, Any]] = tomllib.loads(text)["provider"]
    return tuple(HostingProvider(**table) for table in tables)


def provider_of(words: Mapping[str, str]) -> tuple[HostingProvider, str] | None:
    """Return the provider of a host and its name for the database; None where the host does not tell.

    A socket is on this machine. localhost can be the end of a tunnel, and an EC2 address Heroku's or a server of one's
    own, so those do not tell.
    """
    host = (words.get("host") or "").split(",")[0]
    name = host.rpartition(":")[2] if host.startswith("/") else host.partition(".")[0]
    for provider in providers():
        if any(re.search(pattern, host, re.IGNORECASE) for pattern in provider.hosts):
            return provider, name
    return (providers()[-1], "") if host.startswith("/") else None
