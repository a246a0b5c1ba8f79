"""A written schema.ts is without an error for the strictest TypeScript, and imports and declares nothing in vain."""

import json
import subprocess
from pathlib import Path

import pytest
from conftest import HERE, NODE_PACKAGES
from full import part
from needs import need
from snapshot.typescript.judging import SCHEMAS, of_sql

from journal.server.embedded.provider import EmbeddedProvider

pytestmark = pytest.mark.drizzle
TSC = NODE_PACKAGES / "typescript" / "bin" / "tsc"
OPTIONS = {
    "strict": True, "noEmit": True, "skipLibCheck": True, "noUnusedLocals": True, "noImplicitReturns": True,
    "noUncheckedIndexedAccess": True, "exactOptionalPropertyTypes": True, "verbatimModuleSyntax": True,
    "target": "es2022", "module": "esnext", "moduleResolution": "bundler", "types": [],
}  # fmt: skip


@pytest.mark.parametrize(("to", "packages"), [("0.45", "drizzle"), ("1.0", "drizzle1")])
def test_tsc_strict_finds_no_error(tmp_path: Path, to: str, packages: str) -> None:
    need(TSC.exists(), "needs the npm packages of tests/drizzle, which scripts/test installs")
    (tmp_path / "node_modules").symlink_to(HERE / packages / "node_modules")
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": OPTIONS, "include": ["*.ts"]}))
    for schema in part(SCHEMAS, 12):
        text = of_sql(schema, tmp_path / "project" / schema.stem, EmbeddedProvider()).write(to=to)
        (tmp_path / f"{schema.stem}.ts").write_text(text)
    (tmp_path / "wrong.ts").write_text('export const wrong: number = "a";\n')
    done = subprocess.run(
        ["node", str(TSC), "--pretty", "false"], cwd=tmp_path, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    errors = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert len(errors) == 1, done.stdout
    assert errors[0].startswith("wrong.ts(1,")
