"""A container of an image that behaves like the official postgres: any version, any extension."""

import os
import platform
import secrets
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from journal.connect.temporary import NoSession, connect, private_conninfo
from journal.errors import ServerFailed
from journal.server.docker_engine import OnPull, engine, pull_if_missing, reason
from journal.server.provider import KeptDatabase, Server
from journal.server.roles import DATABASE, OWNER, SUPERUSER, create_owner, own_database

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

LABEL = "drizzle-journal.owner"
BOOT_SECONDS = 90.0
_DATA = "/var/lib/postgresql/data"
_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_locks_per_transaction=1024")


@dataclass(frozen=True)
class DockerProvider:
    """Servers in containers of `image`. `disk_bytes` is the size of the memory that holds the data; 0 is no limit."""

    image: str
    disk_bytes: int = 0
    on_pull: OnPull = lambda image, done, total: None

    def kept(self, names: Sequence[str]) -> None:
        """Nothing is kept on an engine that is not ours."""

    @contextmanager
    def start(self, kept: KeptDatabase | None = None) -> Iterator[Server]:
        """Start a container, wait for a query that the final server answers; it is removed at the end.

        Raises ServerNotFound without an engine, ServerFailed with the end of the container's log.
        """
        client = engine()
        try:
            _remove_dead(client)
            pull_if_missing(client, self.image, self.on_pull)
            password = secrets.token_urlsafe(18)
            with _container(client, self, password) as container:
                yield _ready(client, container, self.image, password)
        finally:
            client.close()


@contextmanager
def _container(client: "DockerClient", provider: DockerProvider, password: str) -> Iterator["Container"]:
    from docker.errors import APIError  # noqa: PLC0415

    try:
        container = client.containers.create(
            provider.image,
            command=["postgres", *(word for setting in _SETTINGS for word in ("-c", setting))],
            environment={"POSTGRES_USER": SUPERUSER, "POSTGRES_PASSWORD": password, "POSTGRES_DB": DATABASE,
                         "POSTGRES_INITDB_ARGS": "--locale=C --encoding=UTF8"},
            labels={LABEL: _this_process()},
            ports={"5432/tcp": ("127.0.0.1", None)},
            tmpfs={_data_folder(client, provider.image): f"size={provider.disk_bytes}" if provider.disk_bytes else ""},
            auto_remove=True,
            detach=True,
        )  # fmt: skip
    except APIError as error:
        raise ServerFailed(f"A container of {provider.image} could not be made: {reason(error)}") from None
    try:
        yield container
    finally:
        _remove(container)


def _data_folder(client: "DockerClient", image: str) -> str:
    words: list[str] = client.images.get(image).attrs["Config"].get("Env") or []
    return next((word.removeprefix("PGDATA=") for word in words if word.startswith("PGDATA=")), _DATA)


def _remove(container: "Container") -> None:
    from docker.errors import APIError  # noqa: PLC0415

    with suppress(APIError):  # it is gone, or going
        container.remove(force=True, v=True)


def _ready(client: "DockerClient", container: "Container", image: str, password: str) -> Server:
    from docker.errors import APIError  # noqa: PLC0415

    try:
        container.start()
    except APIError as error:
        raise ServerFailed(f"The container of {image} could not be started: {reason(error)}") from None
    log = _following(container)
    admin = {"user": SUPERUSER, "password": password, "dbname": DATABASE, "connect_timeout": "5"}
    address = _address(client, container, image, log)
    version = _wait(private_conninfo(address | admin), container, image, log)
    owner_password = secrets.token_urlsafe(18)
    conninfo = private_conninfo(address | admin)
    _furnish(conninfo, owner_password)
    owner = admin | {"user": OWNER, "password": owner_password}
    return Server(private_conninfo(address | owner), conninfo, version, f"docker {image}")


def _following(container: "Container") -> "deque[str]":
    """The end of the container's log, kept while it runs: when it is removed its log is, too."""
    lines: deque[str] = deque(maxlen=5)

    def follow() -> None:
        with suppress(Exception):
            for line in container.logs(stream=True, follow=True):
                lines.append(line.decode("utf-8", "replace").strip())

    Thread(target=follow, name="journal-container-log", daemon=True).start()
    return lines


def _address(client: "DockerClient", container: "Container", image: str, log: "deque[str]") -> dict[str, str]:
    """Where the engine published the port; a remote engine's is on its own host."""
    deadline = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < deadline:
        _refuse_dead(container, image, log)
        published = (container.ports or {}).get("5432/tcp")
        if published:
            return {"host": published[0]["HostIp"] or "127.0.0.1", "port": published[0]["HostPort"]}
        time.sleep(0.05)
    raise ServerFailed(f"The engine published no port for the container of {image}.")


def _wait(conninfo: str, container: "Container", image: str, log: "deque[str]") -> str:
    """Wait for an answer over TCP: the server that the image starts first, to set things up, gives none there."""
    deadline = time.monotonic() + BOOT_SECONDS
    while True:
        try:
            with connect(conninfo) as connection:
                return (connection.info.parameter_status("server_version") or "?").split()[0]
        except NoSession as error:
            _refuse_dead(container, image, log)
            if time.monotonic() > deadline:
                raise ServerFailed(
                    f"The server in {image} did not answer in {BOOT_SECONDS:g} s: {error.reason}"
                ) from None
        time.sleep(0.05)


def _refuse_dead(container: "Container", image: str, log: "deque[str]") -> None:
    from docker.errors import NotFound  # noqa: PLC0415

    with suppress(NotFound):
        container.reload()
        if container.status not in ("exited", "dead", "removing"):
            return
    time.sleep(0.1)  # the log follows a moment later
    said = " / ".join(log) or "it said nothing"
    raise ServerFailed(
        f"The container of {image} ended while it started: {said}", hint="Is it an image of a PostgreSQL server?"
    )


def _furnish(conninfo: str, owner_password: str) -> None:
    with connect(conninfo) as admin:
        create_owner(admin, OWNER, owner_password, creates_roles=True)
        own_database(admin, DATABASE, OWNER)


def _this_process() -> str:
    """This process: where its number means something, the number, and when it started, for numbers come again."""
    return f"{_place()} {os.getpid()} {_started(os.getpid())}"


def _place() -> str:
    """One machine, or one container: process numbers of another say nothing about who is alive here."""
    with suppress(OSError):
        return f"{platform.node()}-{Path('/proc/self/ns/pid').stat().st_ino}"
    return platform.node()


def _started(pid: int) -> str:
    """The kernel's start time of a process, empty when there is none, `?` where the kernel does not say."""
    if not Path("/proc/self/stat").exists():
        with suppress(ProcessLookupError):
            os.kill(pid, 0)
            return "?"
        return ""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[19]
    return ""


def _is_dead(owner: str) -> bool:
    """Whether the process that _this_process() described is gone. Of another place nothing is known, so it is not."""
    place, pid, started = (*owner.split(" "), "", "", "")[:3]
    return place == _place() and pid.isdigit() and _started(int(pid)) != started


def _remove_dead(client: "DockerClient") -> None:
    """Remove containers that killed runs of this machine left; never one whose owner is alive, or elsewhere."""
    from docker.errors import APIError  # noqa: PLC0415

    with suppress(APIError):
        for container in client.containers.list(all=True, filters={"label": LABEL}, ignore_removed=True):
            if _is_dead(container.labels[LABEL]):
                _remove(container)
