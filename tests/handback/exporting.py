"""What the real drizzle-kit 0.31.11 says of a project's schema.ts alone, whatever its folder of migrations has.

It is asked by `generate` into an empty folder and not by `export`, which passes over the `casing` of the config.
"""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

_MARKER = "--> statement-breakpoint"


def whole(project: Path) -> list[str]:
    """The statements that make the whole schema."""
    said = _control(project, "whole", breakpoints=True)
    written = sql_files(project / "whole")
    assert len(written) == 1, said
    return written[0].read_text().split(_MARKER)


def generated_between(project: Path, ahead: Path) -> str:
    """What `generate` writes when schema.ts becomes `ahead` and the folder, an empty one, was made by drizzle-kit."""
    _control(project, "control")
    first = sql_files(project / "control")
    (project / "schema.ts").write_text(ahead.read_text())
    said = _control(project, "control")
    written = [path for path in sql_files(project / "control") if path not in first]
    assert (len(first), len(written)) == (1, 1), said
    return written[0].read_text()


def _control(project: Path, name: str, **settings: object) -> str:
    """`generate` with a config like the project's own, in a folder of its own."""
    said = json.dumps({"out": f"./{name}", "migrations": {"prefix": "index"}} | settings)
    (project / f"{name}.config.ts").write_text(
        f'import own from "./drizzle.config";\nexport default {{ ...own, ...{said} }};\n'
    )
    return kit(project, "generate", f"--config={name}.config.ts")


def sql_files(folder: Path) -> Sequence[Path]:
    """The migrations of a folder that drizzle-kit made."""
    return sorted(folder.glob("*.sql"))


def kit(project: Path, *words: str) -> str:
    """What drizzle-kit prints. Its exit code says nothing."""
    done = subprocess.run(
        ["node", "node_modules/drizzle-kit/bin.cjs", *words],
        cwd=project, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.stdout + (done.stderr if done.returncode else "")
