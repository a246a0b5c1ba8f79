"""Connections that are cut: a proxy before a server, which ends one at a message of the client that wants an answer."""

import re
import select
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum

import psycopg
from psycopg.conninfo import conninfo_to_dict

_HEAD = struct.Struct("!I")
_TLS, _GSS = 80877103, 80877104
_TEXT = re.compile(rb"Q....([^\0]*)\0|P....[^\0]*\0([^\0]*)\0", re.DOTALL)


class Cut(Enum):
    """How a connection ends at a message."""

    LOST = "the message does not arrive"
    UNANSWERED = "it arrives, and its answer does not"
    HALF_ANSWERED = "it arrives, and half of its answer does"
    ENDED = "the server ends the session before it"
    SILENT = "it arrives, and nothing comes back any more"


class _End(Exception):
    pass


@dataclass
class Proxy:
    """Listens at `url`. `steps` are the texts of the messages so far; at number `at`, from 0, comes the `cut`.

    `before` is called before that message is passed on.
    """

    url: str
    server: str
    listening: socket.socket
    cut: Cut | None = None
    at: int = -1
    steps: list[str] = field(default_factory=list)
    reached: threading.Event = field(default_factory=threading.Event)
    before: Callable[[], object] | None = None

    def serve(self) -> None:
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=_Connection(self, client).serve, daemon=True).start()


class _Connection:
    def __init__(self, proxy: Proxy, client: socket.socket) -> None:
        words = conninfo_to_dict(proxy.server)
        self.proxy, self.client, self.pid = proxy, client, 0
        self.server = socket.socket(socket.AF_UNIX)
        self.server.connect(f"{words['host']}/.s.PGSQL.{words.get('port') or 5432}")

    def serve(self) -> None:
        with suppress(OSError, _End), self.client, self.server:
            self._begin()
            while True:
                ready, _, _ = select.select([self.client, self.server], [], [])
                if self.client in ready:
                    self._ask()
                else:
                    self.client.sendall(_some(self.server))

    def _begin(self) -> None:
        while True:
            head = _exactly(self.client, 4)
            body = _exactly(self.client, _HEAD.unpack(head)[0] - 4)
            self.server.sendall(head + body)
            if _HEAD.unpack(body[:4])[0] not in (_TLS, _GSS):
                break
            self.client.sendall(_exactly(self.server, 1))
        answer = self._answer()
        found = re.search(rb"K\0\0\0\x0c(.{4})", answer, re.DOTALL)
        self.pid = _HEAD.unpack(found[1])[0] if found else 0
        self.client.sendall(answer)

    def _ask(self) -> None:
        """Pass on what the client says until it wants an answer, and then the answer."""
        asked = b""
        while True:
            kind, head = _exactly(self.client, 1), _exactly(self.client, 4)
            asked += kind + head + _exactly(self.client, _HEAD.unpack(head)[0] - 4)
            if kind in b"QSX":
                break
        if kind == b"X":
            self.server.sendall(asked)
            raise _End
        number, found = len(self.proxy.steps), _TEXT.match(asked)
        text = b"".join(found.groups(b"")) if found else b""  # a statement that was prepared before has none
        self.proxy.steps.append(b" ".join(text.split()).decode())
        cut = self.proxy.cut if number == self.proxy.at else None
        if number == self.proxy.at and self.proxy.before:
            self.proxy.before()
        if cut is Cut.LOST:
            raise _End
        if cut is Cut.ENDED:
            with psycopg.connect(self.proxy.server, autocommit=True) as admin:
                admin.execute("SELECT pg_terminate_backend(%s, 5000)", (self.pid,))
        with suppress(BrokenPipeError):
            self.server.sendall(asked)
        answer = self._answer()
        if cut is Cut.SILENT:
            self.proxy.reached.set()
            while self.client.recv(65536):
                pass
        elif cut in (Cut.UNANSWERED, Cut.HALF_ANSWERED):
            self.client.sendall(answer[: len(answer) // 2 if cut is Cut.HALF_ANSWERED else 0])
            raise _End
        self.client.sendall(answer)
        if not answer[-6:].startswith(b"Z"):
            raise _End

    def _answer(self) -> bytes:
        """All until the server is ready for more, or is gone."""
        answer, at = b"", 0
        while True:
            with suppress(ConnectionResetError):
                answer += (more := self.server.recv(65536))
                while len(answer) >= at + 5:
                    kind, end = answer[at : at + 1], at + 1 + _HEAD.unpack(answer[at + 1 : at + 5])[0]
                    if len(answer) < end:
                        break
                    at = end
                    if kind == b"Z":
                        return answer
                if more:
                    continue
            return answer


def _exactly(one: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        found += _some(one, count - len(found))
    return found


def _some(one: socket.socket, count: int = 65536) -> bytes:
    found = one.recv(count)
    if not found:
        raise _End
    return found


@contextmanager
def proxy_before(
    server: str, cut: Cut | None = None, at: int = -1, before: Callable[[], object] | None = None
) -> Iterator[Proxy]:
    """A proxy before the database of a URL, which names a folder with the server's socket."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port, name = listening.getsockname()[1], conninfo_to_dict(server)["dbname"]
        one = Proxy(f"postgresql://postgres@127.0.0.1:{port}/{name}", server, listening, cut, at, before=before)
        thread = threading.Thread(target=one.serve, daemon=True)
        thread.start()
        yield one
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)
