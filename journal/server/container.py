"""A container of an image that behaves like the official postgres: any version, any extension."""

import os
import platform
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from journal.errors import ServerFailed, ServerNotFound
from journal.server.base import Server
from journal.server.private import connect, private_conninfo
from journal.server.roles import DATABASE, OWNER, SUPERUSER, create_owner, own_database

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

LABEL = "drizzle-journal.owner"
BOOT_SECONDS = 90.0
_DATA = "/var/lib/postgresql/data"
_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_locks_per_transaction=1024")

OnPull = Callable[[str, int, int], None]
"""Told while an image is pulled: its name, and the bytes that are here of how many."""


@dataclass(frozen=True)
class DockerProvider:
    """Servers in containers of `image`. `disk_bytes` is the size of the memory that holds the data; 0 is no limit."""

    image: str
    disk_bytes: int = 0
    on_pull: OnPull = lambda image, done, total: None

    @contextmanager
    def start(self) -> Iterator[Server]:
        """Start a container, wait for a query that the final server answers; it is removed at the end.

        Raises ServerNotFound without an engine, ServerFailed with the end of the container's log.
        """
        client = _engine()
        try:
            _remove_dead(client)
            _pull_if_missing(client, self.image, self.on_pull)
            password = secrets.token_urlsafe(18)
            with _container(client, self, password) as container:
                yield _ready(client, container, self.image, password)
        finally:
            client.close()


def engine_answers() -> bool:
    """Whether there is an engine to start containers on."""
    try:
        _engine().close()
    except ServerNotFound:
        return False
    return True


def _engine() -> "DockerClient":
    """The engine of DOCKER_HOST, else of the docker context, else behind the first socket that is there."""
    import docker  # noqa: PLC0415 - 140 ms, paid by who asks for a container
    from docker.errors import DockerException  # noqa: PLC0415

    address = next(_addresses(), None)
    try:
        client = docker.DockerClient(base_url=address) if address else docker.from_env()
        client.ping()
    except DockerException as error:
        raise ServerNotFound(
            f"No Docker engine answers{f' at {address}' if address else ''}: {_reason(error)}",
            hint="Start Docker, set DOCKER_HOST, or use --temp embedded.",
        ) from None
    return client


def _addresses() -> Iterator[str]:
    from docker.context import ContextAPI  # noqa: PLC0415
    from docker.errors import DockerException  # noqa: PLC0415

    if os.environ.get("DOCKER_HOST"):
        return  # the SDK reads it, and its TLS settings, itself
    with suppress(DockerException, OSError, ValueError):
        context = ContextAPI.get_current_context()
        if context is not None and context.name != "default" and context.Host:
            yield context.Host
    runtime = os.environ.get("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}")
    sockets = ("/var/run/docker.sock", f"{runtime}/docker.sock", f"{Path.home()}/.docker/run/docker.sock",
               f"{runtime}/podman/podman.sock", "/run/podman/podman.sock")  # fmt: skip
    yield from (f"unix://{path}" for path in sockets if Path(path).exists())


def _reason(error: Exception) -> str:
    words = str(getattr(error, "explanation", None) or error)
    if "Permission denied" in words or "PermissionError" in words:
        return "this user may not use its socket (is it in the group docker?)."
    if "No such file" in words or "Connection refused" in words or "FileNotFoundError" in words:
        return "nothing listens there."
    return " ".join(words.split())[:300]


def _pull_if_missing(client: "DockerClient", image: str, on_pull: OnPull) -> None:
    from docker.errors import APIError, DockerException, ImageNotFound  # noqa: PLC0415

    try:
        client.images.get(image)
        return
    except ImageNotFound:
        pass
    try:
        for done, total in _pulling(client, image):
            on_pull(image, done, total)
        client.images.get(image)
    except (APIError, DockerException) as error:
        raise ServerFailed(
            f"The image {image} is not here and cannot be pulled: {_reason(error)}",
            hint="Check its name, or docker pull it by hand, or use --temp embedded.",
        ) from None


def _pulling(client: "DockerClient", image: str) -> Iterator[tuple[int, int]]:
    """The bytes that have come, and how many there are, over all layers."""
    from docker.errors import APIError  # noqa: PLC0415

    name, _, tag = image.rpartition(":") if ":" in image.rsplit("/", 1)[-1] else (image, "", "latest")
    layers: dict[str, tuple[int, int]] = {}
    for line in client.api.pull(name, tag=tag, stream=True, decode=True):
        if "error" in line:
            raise APIError(line["error"])
        detail = line.get("progressDetail") or {}
        if detail.get("total"):
            layers[line["id"]] = (detail.get("current", 0), detail["total"])
            yield sum(one for one, _ in layers.values()), sum(all_ for _, all_ in layers.values())


@contextmanager
def _container(client: "DockerClient", provider: DockerProvider, password: str) -> Iterator["Container"]:
    from docker.errors import APIError  # noqa: PLC0415

    try:
        container = client.containers.create(
            provider.image,
            command=["postgres", *(word for setting in _SETTINGS for word in ("-c", setting))],
            environment={"POSTGRES_USER": SUPERUSER, "POSTGRES_PASSWORD": password, "POSTGRES_DB": DATABASE,
                         "POSTGRES_INITDB_ARGS": "--locale=C --encoding=UTF8"},
            labels={LABEL: _owner()},
            ports={"5432/tcp": ("127.0.0.1", None)},
            tmpfs={_data_folder(client, provider.image): f"size={provider.disk_bytes}" if provider.disk_bytes else ""},
            auto_remove=True,
            detach=True,
        )  # fmt: skip
    except APIError as error:
        raise ServerFailed(f"A container of {provider.image} could not be made: {_reason(error)}") from None
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
        raise ServerFailed(f"The container of {image} could not be started: {_reason(error)}") from None
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
    import psycopg  # noqa: PLC0415 - the container boots meanwhile

    deadline = time.monotonic() + BOOT_SECONDS
    while True:
        try:
            with connect(conninfo) as connection:
                return (connection.info.parameter_status("server_version") or "?").split()[0]
        except psycopg.OperationalError as error:
            _refuse_dead(container, image, log)
            if time.monotonic() > deadline:
                reason = " ".join(str(error).split())
                raise ServerFailed(f"The server in {image} did not answer in {BOOT_SECONDS:g} s: {reason}") from None
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


def _owner() -> str:
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


def _remove_dead(client: "DockerClient") -> None:
    """Remove containers that killed runs of this machine left; never one whose owner is alive, or elsewhere."""
    from docker.errors import APIError  # noqa: PLC0415

    with suppress(APIError):
        for container in client.containers.list(all=True, filters={"label": LABEL}, ignore_removed=True):
            place, pid, started = (*container.labels[LABEL].split(" "), "", "", "")[:3]
            if place == _place() and pid.isdigit() and _started(int(pid)) != started:
                _remove(container)
