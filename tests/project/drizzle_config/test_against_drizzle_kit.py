"""Values read without running the file, against drizzle-kit, which runs it: the same, or named as computed."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import Project

from journal.project.drizzle_config.read import read_drizzle_config

ENVIRONMENT = {"URL": "postgresql://u:p@h/d", "EMPTY": "", "PORT": "6543", "NODE_ENV": "test"}
CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())
KEYS = (
    "dialect", "out", "casing", "breakpoints", "schema", "migrations.schema", "migrations.table", "dbCredentials.url",
    "dbCredentials.host", "dbCredentials.user", "dbCredentials.port", "dbCredentials.database", "dbCredentials.ssl",
)  # fmt: skip


@pytest.fixture
def run(drizzle: Project, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return each file's default export as drizzle-kit's process sees it, from one run."""
    for path in CORPUS:
        drizzle.write(path.name, path.read_bytes())
    drizzle.write("x.ts", "export const x = 'from x';")
    drizzle.write("more.env", "MORE=more\nURL=not this\n")
    drizzle.write(".env", 'DOT=dot # comment\nQUOTED="a\\nb"\nURL=nor this\n')
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    names = json.dumps([path.name for path in CORPUS])
    drizzle.write(
        "drizzle.config.js",
        f"const all = {{}};\nfor (const name of {names}) {{\n  const env = {{ ...process.env }};\n"
        "  const m = require('./' + name);\n  all[name] = m.default ?? m;\n"
        "  for (const key of Object.keys(process.env)) if (!(key in env)) delete process.env[key];\n"
        "  Object.assign(process.env, env);\n}\n"
        "require('fs').writeFileSync('all.json', JSON.stringify(all));\n"
        "module.exports = { dialect: 'postgresql', out: './none' };",
    )
    command = ["node", "node_modules/drizzle-kit/bin.cjs", "check"]
    done = subprocess.run(
        command, cwd=drizzle.root, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False, text=True,
        env={**os.environ, **ENVIRONMENT},
    )  # fmt: skip
    assert (drizzle.root / "all.json").exists(), done.stdout + done.stderr
    found: dict[str, Any] = json.loads((drizzle.root / "all.json").read_text())
    return found


def test_every_value_is_the_one_that_drizzle_kit_sees(drizzle: Project, run: dict[str, Any]) -> None:
    for name, ran in run.items():
        config = read_drizzle_config(drizzle.root / name, drizzle.root)
        unread = re.match(r"// not known without running it: (\d+)", (drizzle.root / name).read_text())
        assert len(config.unread) == int(unread[1] if unread else 0), (name, config.unread)
        for key in KEYS:
            if config.why_not(key) is None:
                value = config.get(key)
                assert (name, key, value.value if value else None) == (name, key, expected(key, ran))


def expected(key: str, value: Any) -> Any:
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if key == "schema" and value is not None:
        return tuple([value] if isinstance(value, str) else value)
    return True if isinstance(value, dict) else value
