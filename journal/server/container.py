"""A container of an image that behaves like the official postgres, and the Docker engine that runs it."""

import os
import platform
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from journal.connect.temporary import NoSession, connect, private_conninfo
from journal.dataclass import dataclass
from journal.errors import ServerFailed, ServerNotFound
from journal.server.provider import DATABASE, OWNER, SUPERUSER, KeptDatabase, Server, create_owner

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

OnPull = Callable[[str, int, int], None]
"""Called while an image is pulled, with its name, the bytes that have arrived and the bytes of all its layers."""

LABEL = "drizzle-journal.owner"
BOOT_SECONDS = 90.0
_DATA = "/var/lib/postgresql/data"
_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_locks_per_transaction=1024")


@dataclass(frozen=True)
class DockerProvider:
    """Servers in containers of `image`. `disk_bytes` limits the memory that holds the data; 0 is no limit."""

    image: str
    disk_bytes: int = 0
    on_pull: OnPull = lambda image, done, total: None

    def kept(self, names: Sequence[str]) -> None:
        """Return None: nothing is kept on an engine that is not ours."""

    @contextmanager
    def start(self, kept: KeptDatabase | None = None) -> Iterator[Server]:
        """Start a container and wait until its final server answers; the container is removed at the end.

        Raises ServerNotFound without an engine, ServerFailed with the end of the container's log.
        """
        from docker.errors import APIError

        client = engine()
        try:
            # Remove containers that killed runs of this machine left; never one whose owner is alive, or elsewhere.
            with suppress(APIError):
                for dead in client.containers.list(all=True, filters={"label": LABEL}, ignore_removed=True):
                    machine, pid, started = (*dead.labels[LABEL].split(" "), "", "", "")[:3]
                    if machine == _machine() and pid.isdigit() and _start_time(int(pid)) != started:
                        _remove(dead)
            pull_if_missing(client, self.image, self.on_pull)
            password = secrets.token_urlsafe(18)
            with self._container(client, password) as container:
                yield self._server(container, password)
        finally:
            client.close()

    @contextmanager
    def _container(self, client: "DockerClient", password: str) -> Iterator["Container"]:
        """Create and start a container, and remove it at the end."""
        variables: list[str] = client.images.get(self.image).attrs["Config"].get("Env") or []
        data = next((word.removeprefix("PGDATA=") for word in variables if word.startswith("PGDATA=")), _DATA)
        with self._explained():
            container = client.containers.create(
                self.image,
                command=["postgres", *(word for setting in _SETTINGS for word in ("-c", setting))],
                environment={"POSTGRES_USER": SUPERUSER, "POSTGRES_PASSWORD": password, "POSTGRES_DB": DATABASE,
                             "POSTGRES_INITDB_ARGS": "--locale=C --encoding=UTF8"},
                labels={LABEL: f"{_machine()} {os.getpid()} {_start_time(os.getpid())}"},
                ports={"5432/tcp": ("127.0.0.1", None)},
                tmpfs={data: f"size={self.disk_bytes}" if self.disk_bytes else ""},
                detach=True,
            )  # fmt: skip
        try:
            with self._explained():
                container.start()
            yield container
        finally:
            _remove(container)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        from docker.errors import APIError

        try:
            yield
        except APIError as error:
            raise ServerFailed(f"A container of {self.image} could not be started: {reason(error)}") from None

    def _server(self, container: "Container", password: str) -> Server:
        """Wait for the server, and create the owner of its database."""
        admin = {"user": SUPERUSER, "password": password, "dbname": DATABASE, "connect_timeout": "5"}
        address, version = self._wait(container, admin)
        owner = {"user": OWNER, "password": secrets.token_urlsafe(18)}
        conninfo = private_conninfo(address | admin)
        with connect(conninfo) as connection:
            create_owner(connection, OWNER, owner["password"], creates_roles=True)
            connection.execute(f"ALTER DATABASE {DATABASE} OWNER TO {OWNER}")
            if connection.info.server_version < 150000:
                connection.execute(f"ALTER SCHEMA public OWNER TO {OWNER}")
        return Server(private_conninfo(address | admin | owner), conninfo, version, f"docker {self.image}")

    def _wait(self, container: "Container", words: dict[str, str]) -> tuple[dict[str, str], str]:
        """Wait for an answer over TCP, and return the address and the server's version.

        The server that the image starts first, for its set-up, does not answer there. A remote engine publishes the
        port on its own host.
        """
        deadline = time.monotonic() + BOOT_SECONDS
        why = "the engine published no port"
        while time.monotonic() < deadline:
            self._refuse_ended(container)
            published = (container.ports or {}).get("5432/tcp")
            if published:
                address = {"host": published[0]["HostIp"] or "127.0.0.1", "port": published[0]["HostPort"]}
                try:
                    with connect(private_conninfo(address | words)) as connection:
                        return address, (connection.info.parameter_status("server_version") or "?").split()[0]
                except NoSession as error:
                    why = error.reason
            time.sleep(0.05)
        raise ServerFailed(f"The server in {self.image} did not answer in {BOOT_SECONDS:g} s: {why}")

    def _refuse_ended(self, container: "Container") -> None:
        """Raise ServerFailed with the end of the log if the container has ended."""
        from docker.errors import APIError

        log = ""
        with suppress(APIError):
            container.reload()
            if container.status not in ("exited", "dead", "removing"):
                return
            log = " / ".join(container.logs(tail=5).decode("utf-8", "replace").split("\n")).strip(" /")
        raise ServerFailed(
            f"The container of {self.image} ended while it started: {log or 'its log is empty'}",
            hint="Is it an image of a PostgreSQL server?",
        )


def _remove(container: "Container") -> None:
    from docker.errors import APIError

    with suppress(APIError):  # it is removed, or being removed
        container.remove(force=True, v=True)


def _machine() -> str:
    """Name this machine, or this container: process numbers of another one mean other processes."""
    with suppress(OSError):
        return f"{platform.node()}-{Path('/proc/self/ns/pid').stat().st_ino}"
    return platform.node()


def _start_time(pid: int) -> str:
    """Return the kernel's start time of a process, for numbers are reused; empty if there is none, `?` if not known."""
    if not Path("/proc/self/stat").exists():
        with suppress(ProcessLookupError):
            os.kill(pid, 0)
            return "?"
        return ""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[19]
    return ""


def engine_answers() -> bool:
    """Tell whether there is an engine to start containers on."""
    try:
        engine().close()
    except ServerNotFound:
        return False
    return True


def engine() -> "DockerClient":
    """Return a client of the engine of DOCKER_HOST, else of the docker context, else of the first socket found."""
    import docker  # 140 ms
    from docker.context import ContextAPI
    from docker.errors import DockerException

    address = None
    if not os.environ.get("DOCKER_HOST"):  # the SDK reads it, and its TLS settings, itself
        with suppress(DockerException, OSError, ValueError):
            context = ContextAPI.get_current_context()
            address = context.Host if context is not None and context.name != "default" else None
        if not address:
            runtime = os.environ.get("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}")
            sockets = ("/var/run/docker.sock", f"{runtime}/docker.sock", f"{Path.home()}/.docker/run/docker.sock",
                       f"{runtime}/podman/podman.sock", "/run/podman/podman.sock")  # fmt: skip
            address = next((f"unix://{path}" for path in sockets if Path(path).exists()), None)
    try:
        client = docker.DockerClient(base_url=address) if address else docker.from_env()
        client.ping()
    except DockerException as error:
        raise ServerNotFound(
            f"No Docker engine answers{f' at {address}' if address else ''}: {reason(error)}",
            hint="Start Docker, set DOCKER_HOST, or use --temp embedded.",
        ) from None
    return client


def reason(error: Exception) -> str:
    """Return why the engine, or the connection to it, failed."""
    words = str(getattr(error, "explanation", None) or error)
    if "Permission denied" in words or "PermissionError" in words:
        return "this user may not use its socket (is it in the group docker?)."
    if "No such file" in words or "Connection refused" in words or "FileNotFoundError" in words:
        return "nothing listens there."
    return " ".join(words.split())[:300]


def pull_if_missing(client: "DockerClient", image: str, on_pull: OnPull) -> None:
    """Pull the image if it is not here. Raises ServerFailed."""
    from docker.errors import APIError, DockerException, ImageNotFound

    with suppress(ImageNotFound):
        client.images.get(image)
        return
    name, _, tag = image.rpartition(":") if ":" in image.rsplit("/", 1)[-1] else (image, "", "latest")
    layers: dict[str, tuple[int, int]] = {}
    try:
        for line in client.api.pull(name, tag=tag, stream=True, decode=True):
            if "error" in line:
                raise APIError(line["error"])
            detail = line.get("progressDetail") or {}
            if detail.get("total"):
                layers[line["id"]] = (detail.get("current", 0), detail["total"])
                on_pull(image, *map(sum, zip(*layers.values(), strict=True)))
        client.images.get(image)
    except DockerException as error:
        raise ServerFailed(
            f"The image {image} is not here and cannot be pulled: {reason(error)}",
            hint="Check its name, or docker pull it yourself, or use --temp embedded.",
        ) from None
