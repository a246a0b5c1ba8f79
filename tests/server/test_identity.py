"""Who the server runs as: root and users without a name, where namespaces may be made and where not."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from another import WRAPPER, Where, needs_root
from full import part
from test_embedded import DEBIAN, celerp

pytestmark = needs_root

BOOT = """
import psycopg
from pathlib import Path
from journal.errors import JournalError
from journal.server.embedded.identity import current_identity
from journal.server.embedded.provider import EmbeddedProvider
try:
    identity = current_identity()
    with EmbeddedProvider({folder}).start() as server, psycopg.connect(server.conninfo) as connection:
        print(identity.name, identity.named, connection.execute("SELECT current_user").fetchone()[0])
except JournalError as error:
    print(error.message, error.hint, error.exit_code, sep="\\n")
"""
ROOT = "root:x:0:0:root:/root:/bin/sh\n"
DAEMON = ROOT + "daemon:x:1:1::/:/usr/sbin/nologin\n"
SHELL_LESS = ROOT + "app:x:1000:1000::/:/usr/sbin/nologin\n"

FOLDERS = {"15": DEBIAN, "17": celerp(), "18": None}

# What each finds: the way, and the uid that a name is made up for.
WAYS = {
    "root, and 1000 has no name": (Where(passwd=DAEMON), "user-namespace None"),
    "root, and 1000 may not log in": (Where(passwd=SHELL_LESS), "user-namespace None"),
    "root, and only root has a name": (Where(passwd=ROOT), "user-namespace 1000"),
    "root, and there is no /etc/passwd": (Where(passwd=""), "user-namespace 1000"),
    "root without namespaces": (Where(namespaces=False), "other-uid None"),
    "root without namespaces, and nobody has no name": (Where(passwd=DAEMON, namespaces=False), "other-uid None"),
    "root without namespaces, and only root has a name": (Where(passwd=ROOT, namespaces=False), "other-uid 65534"),
    "a uid without a name": (Where(12345), "user-namespace None"),
    "a uid without a name, and only root has one": (Where(12345, passwd=ROOT), "ourselves 12345"),
    "a uid without a name, and there is no /etc/passwd": (Where(12345, passwd=""), "ourselves 12345"),
    "a uid without a name, and without namespaces": (Where(12345, namespaces=False), "ourselves 12345"),
    "a uid with a name": (Where(65534), "ourselves None"),
    "a uid with a name, without namespaces": (Where(65534, namespaces=False), "ourselves None"),
}
NONE = {
    "root": (Where(passwd=ROOT, wrapper=False), "PostgreSQL refuses to run as root; no other uid has a name either,"),
    "root without names": (Where(passwd="", wrapper=False), "PostgreSQL refuses to run as root;"),
    "a uid": (Where(12345, namespaces=False, wrapper=False), "uid 12345, which has no name; no user namespace can be"),
    "a uid, and only root has a name": (
        Where(12345, passwd=ROOT, wrapper=False),
        "no other uid has a name either, and",
    ),
}


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A folder that every user of these tests may use, one after the other."""
    with TemporaryDirectory(prefix="ji-", dir="/tmp") as name:
        Path(name).chmod(0o1777)
        yield Path(name)


def boot(where: Where, home: Path, folder: Path | None = None) -> list[str]:
    code = BOOT.format(folder=f"Path({str(folder)!r})" if folder else "None")
    done = where.run(code, home, JOURNAL_RUN_DIR=str(home), XDG_CACHE_HOME=str(home / f"cache-{where.uid}"))
    left = list(home.glob("drizzle-journal-*/run-*"))
    assert done.returncode == 0 and not left, done.stderr
    return done.stdout.splitlines()


# Every second one in CI: each way with one major or two, and each major with half of the ways.
CASES = [(case, major) for case in WAYS for major in FOLDERS]


@pytest.mark.parametrize(("case", "major"), part(CASES, 2))
def test_a_server_boots(case: str, major: str, home: Path) -> None:
    (where, way), folder = WAYS[case], FOLDERS[major]
    if WRAPPER is None and not way.endswith("None"):
        pytest.skip("left out: nss_wrapper is not installed (apt-get install libnss-wrapper)")
    if folder == DEBIAN and not folder.exists():
        pytest.skip("Debian's PostgreSQL 15 is not installed here")
    assert boot(where, home, folder) == [f"{way} postgres"]


@pytest.mark.parametrize("case", NONE)
def test_if_no_user_works_the_line_for_the_image_and_another_server_are_named(case: str, home: Path) -> None:
    where, reason = NONE[case]
    message, hint, code = boot(where, home)
    assert reason in message
    assert message.endswith("libnss_wrapper.so is not installed.")
    uid = where.uid or 1000
    assert f"echo 'journal:x:{uid}:{uid}::/tmp:/bin/sh' >> /etc/passwd" in hint
    assert "--temp postgresql://" in hint
    assert code == "2"


def test_root_without_capabilities_is_advised_to_be_another_user(home: Path) -> None:
    message, hint, code = boot(Where(namespaces=False, capabilities=False), home)
    assert message.endswith("Here, root cannot create a user namespace and cannot become another user.")
    assert "docker run --user 1000" in hint
    assert code == "2"


def test_the_line_for_the_image_is_enough(home: Path) -> None:
    where = Where(12345, passwd=f"{ROOT}journal:x:12345:12345::/tmp:/bin/sh\n", namespaces=False, wrapper=False)
    assert boot(where, home) == ["ourselves None postgres"]


@pytest.mark.skipif(WRAPPER is None, reason="left out: nss_wrapper is not installed (apt-get install libnss-wrapper)")
def test_a_name_that_nss_wrapper_supplies_for_us_is_supplied_for_the_server_as_well(home: Path) -> None:
    names = home / "passwd"
    names.write_text("me:x:12345:12345::/:/bin/sh\n")
    code = f"import os\nos.environ |= {{'LD_PRELOAD': '{WRAPPER}'}}\n{BOOT.format(folder=None)}"
    where = Where(12345, namespaces=False)
    done = where.run(code, home, JOURNAL_RUN_DIR=str(home), XDG_CACHE_HOME=str(home / "cache-12345"))
    assert done.stdout == "ourselves 12345 postgres\n", done.stderr


@pytest.mark.parametrize("umask", [0o777, 0o000, 0o077])
@pytest.mark.parametrize("uid", [0, 12345, 65534])
def test_the_umask_does_not_matter(umask: int, uid: int, home: Path) -> None:
    with TemporaryDirectory(prefix="ju-", dir="/tmp") as name:
        Path(name).chmod(0o1777)
        assert boot(Where(uid, umask=umask), Path(name))[0].endswith("postgres")
        assert boot(Where(uid, umask=umask), Path(name))[0].endswith("postgres")
        writable = [path for path in Path(name).rglob("*") if path.lstat().st_mode & 0o022 and not path.is_symlink()]
    assert not writable
