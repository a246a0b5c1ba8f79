"""The Docker engine: where it is, why it refuses, and the images it pulls."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from journal.errors import ServerFailed, ServerNotFound

if TYPE_CHECKING:
    from docker import DockerClient

OnPull = Callable[[str, int, int], None]
"""Called while an image is pulled, with its name, the bytes that have arrived and the bytes of all its layers."""


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
    from docker.errors import DockerException

    address = next(_addresses(), None)
    try:
        client = docker.DockerClient(base_url=address) if address else docker.from_env()
        client.ping()
    except DockerException as error:
        raise ServerNotFound(
            f"No Docker engine answers{f' at {address}' if address else ''}: {reason(error)}",
            hint="Start Docker, set DOCKER_HOST, or use --temp embedded.",
        ) from None
    return client


def _addresses() -> Iterator[str]:
    from docker.context import ContextAPI
    from docker.errors import DockerException

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
