"""The URL of a drizzle.config, against the real drizzle-kit of both generations: the same one, or none."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import HERE, Project
from needs import need, need_program

from journal.project.drizzle_config.read import read_drizzle_config

KITS = (HERE / "drizzle", HERE / "drizzle1")
LOADERS = HERE / "dotenv" / "node_modules"
BOTH = {".env": "DATABASE_URL=env\n", ".env.local": "DATABASE_URL=local\nDATABASE_URL_UNPOOLED=direct\n"}
MODES = {
    ".env.local": "X=local\n", ".env.production": "X=production\n", ".env.development": "X=development\n",
    ".env.test": "X=test\nURL=test\n",
}  # fmt: skip
UNPOOLED = "process.env.DATABASE_URL_UNPOOLED ?? process.env.DATABASE_URL!"
NEXT = 'import { loadEnvConfig } from "@next/env";'
DOTENV = 'import { config } from "dotenv";'
LOCAL = f'{DOTENV}\nconfig({{ path: ".env.local" }});\n'
NOT_READ = "not read"


@dataclass(frozen=True)
class Form:
    """A way to name the URL: lines of the config, its expression, files, variables, and what is read of it."""

    above: str
    url: str
    read: str
    files: dict[str, str] = field(default_factory=lambda: dict(BOTH))
    variables: dict[str, str] = field(default_factory=dict)


FORMS = {
    "env": Form("", "process.env.DATABASE_URL!", "env"),
    "env-below-the-process": Form("", "process.env.DATABASE_URL!", "process", variables={"DATABASE_URL": "process"}),
    "bracket": Form(LOCAL, 'process.env["DATABASE_URL_UNPOOLED"]!', "direct"),
    "taken": Form(LOCAL, "it!", "direct", {**BOTH, "": "const { DATABASE_URL_UNPOOLED: it } = process.env;"}),
    "path": Form(LOCAL, UNPOOLED, "direct"),
    "path-does-not-override": Form(LOCAL, "process.env.DATABASE_URL!", "env"),
    "namespace": Form(
        'import * as d from "dotenv"; d.config({ path: "./.env.local" });',
        "process.env.POSTGRES_URL_NON_POOLING || process.env.POSTGRES_URL!", "direct",
        {".env": "POSTGRES_URL=env\n", ".env.local": "POSTGRES_URL_NON_POOLING=direct\n"},
    ),
    "override": Form(LOCAL.replace('" }', '", override: true }'), "process.env.DATABASE_URL!", "local"),
    "override-of-the-process": Form(
        LOCAL.replace('" }', '", override: true }'), "process.env.DATABASE_URL!", "local",
        variables={"DATABASE_URL": "process"},
    ),
    "override-with-env": Form(
        f"{DOTENV} config({{ override: true }});", "process.env.DATABASE_URL!", "env",
        variables={"DATABASE_URL": "process"},
    ),
    "array": Form(
        f'{DOTENV} config({{ path: [".env.first", ".env.local"] }});', "process.env.X!", "first",
        {".env.first": "X=first\n", ".env.local": "X=local\n"},
    ),
    "array-override": Form(
        f'{DOTENV} config({{ path: [".env.first", ".env.local"], override: true }});', "process.env.X!", "local",
        {".env.first": "X=first\n", ".env.local": "X=local\n", ".env": "X=env\n"},
    ),
    "import-of-dotenv-config": Form('import "dotenv/config";', "process.env.DATABASE_URL!", "env"),
    "variable-of-dotenv": Form("", UNPOOLED, "direct", variables={"DOTENV_CONFIG_PATH": ".env.local"}),
    "variable-of-dotenv-override": Form(
        "", "process.env.DATABASE_URL!", "env",
        variables={"DOTENV_CONFIG_OVERRIDE": "true", "DATABASE_URL": "process"},
    ),
    "object-of-its-own": Form(
        f'{DOTENV} config({{ path: ".env.local", processEnv: {{}} }});', UNPOOLED, "env",
    ),
    "next": Form(f"{NEXT} loadEnvConfig(process.cwd());", "process.env.DATABASE_URL!", "env"),
    "next-direct": Form(f"{NEXT} loadEnvConfig(process.cwd());", UNPOOLED, "direct"),
    "next-production": Form(f"{NEXT} loadEnvConfig('./');", "process.env.X!", "local", MODES),
    "next-mode": Form(f"{NEXT} loadEnvConfig('./');", "process.env.URL!", "p", {**MODES, ".env.production": "URL=p\n"}),
    "next-development": Form(
        f"{NEXT} loadEnvConfig(__dirname, true);", "process.env.URL!", "d", {**MODES, ".env.development": "URL=d\n"}
    ),
    "next-test": Form(f"{NEXT} loadEnvConfig('.');", "process.env.X!", "test", MODES, {"NODE_ENV": "test"}),
    "next-by-mode": Form(
        f'{NEXT} loadEnvConfig(process.cwd(), process.env.NODE_ENV !== "production");', "process.env.URL!", "d",
        {**MODES, ".env.development": "URL=d\n"},
    ),
    "next-elsewhere": Form(
        f'{NEXT} loadEnvConfig("./web");', "process.env.X!", "web", {**MODES, "web/.env.local": "X=web\n"}
    ),
    "next-once": Form(
        f'{NEXT} loadEnvConfig("./web"); loadEnvConfig(".");', "process.env.X ?? process.env.Y!", "web",
        {**MODES, "web/.env.local": "Y=web\n"},
    ),
    "empty-and-or": Form(
        "", "process.env.DIRECT_URL || process.env.DATABASE_URL!", "env", {".env": "DIRECT_URL=\nDATABASE_URL=env\n"}
    ),
    "by-mode": Form(
        "", 'process.env.NODE_ENV === "production" ? process.env.A! : process.env.B!', "a", {".env": "A=a\nB=b\n"},
        {"NODE_ENV": "production"},
    ),
    "node": Form('process.loadEnvFile(".env.local");', UNPOOLED, "direct"),
    "module": Form(
        'import "./envConfig";', UNPOOLED, "direct",
        {**BOTH, "envConfig.ts": f"{NEXT}\nloadEnvConfig(process.cwd());\n"},
    ),
    "module-of-a-module": Form(
        'import "./scripts/env.js";', UNPOOLED, "direct",
        {**BOTH, "scripts/env.ts": 'import "./more";', "scripts/more/index.ts": LOCAL},
    ),
    "schema-module": Form(
        'import * as schema from "./schema";', UNPOOLED, "env",
        {**BOTH, "schema.ts": 'import { pgTable } from "drizzle-orm/pg-core";\nexport const t = pgTable("t", {});'},
    ),
    "type-of-a-module": Form(
        'import type { Config } from "drizzle-kit"; import type { X } from "./x";', UNPOOLED, "env", BOTH
    ),
    # What follows is not guessed.
    "expanded-by-next": Form(f"{NEXT} loadEnvConfig('.');", "process.env.X!", NOT_READ, {".env": "X=a_$Y\nY=y\n"}),
    "empty-and-nullish": Form(
        "", "process.env.DIRECT_URL ?? process.env.DATABASE_URL!", NOT_READ, {".env": "DIRECT_URL=\nDATABASE_URL=env\n"}
    ),
    "function": Form("const need = (n: string) => process.env[n]!;", 'need("DATABASE_URL")', NOT_READ),
    "value-of-a-module": Form(
        'import { it } from "./env";', "it", NOT_READ, {**BOTH, "env.ts": 'export const it = "of the module";'}
    ),
    "module-that-sets": Form(
        'import "./env";', "process.env.DATABASE_URL!", NOT_READ, {**BOTH, "env.ts": 'process.env.DATABASE_URL = "s";'}
    ),
    "module-that-overrides": Form(
        'import { load } from "./env"; load();', "process.env.DATABASE_URL!", NOT_READ,
        {**BOTH, "env.ts": f'{DOTENV} export const load = () => config({{ path: ".env.local", override: true }});'},
    ),
    "own-function": Form(
        f'{DOTENV} const load = () => config({{ path: ".env.local" }}); load();', UNPOOLED, NOT_READ
    ),
    "condition": Form(f'{DOTENV} if (!process.env.CI) {{ config({{ path: ".env.local" }}); }}', UNPOOLED, NOT_READ),
    "required-on-a-condition": Form(
        'if (!process.env.CI_X) { require("./env"); }', UNPOOLED, NOT_READ, {**BOTH, "env.ts": LOCAL}
    ),
    "result-of-dotenv": Form(
        f'{DOTENV} const {{ parsed }} = config({{ path: ".env.local" }});', "parsed!.DATABASE_URL!", NOT_READ
    ),
    "options-of-a-spread": Form(
        f'{DOTENV} const f = () => ({{ path: ".env.local" }}); config({{ ...f() }});', UNPOOLED, NOT_READ
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_url_is_that_of_drizzle_kit_or_is_not_guessed(
    project: Project, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = dict(form.files)
    lines = [form.above, files.pop("", "")]
    lines += [f"const cfg = {{ dialect: 'postgresql', out: './none', dbCredentials: {{ url: {form.url} }} }};"]
    lines += ['require("fs").writeFileSync("url.txt", String(cfg.dbCredentials.url));', "export default cfg;"]
    config = project.write("drizzle.config.ts", "\n".join(lines))
    for name, text in files.items():
        project.write(name, text)
    for name in ("DATABASE_URL", "X", "NODE_ENV"):
        monkeypatch.delenv(name, raising=False)
    for name, value in form.variables.items():
        monkeypatch.setenv(name, value)
    found = read_drizzle_config(config, project.root)
    url = found.get("dbCredentials.url")
    assert (str(url.value) if url else NOT_READ) == form.read, found.unread
    for kit in KITS:
        assert form.read in (NOT_READ, url_of(kit, project.root))


def url_of(kit: Path, root: Path) -> str:
    """Return the URL that drizzle-kit gets."""
    need_program("node")
    packages = kit / "node_modules"
    need(packages.exists() and LOADERS.exists(), "needs the npm packages that scripts/test installs")
    for package in (*packages.iterdir(), *LOADERS.iterdir()):
        link = root / "node_modules" / package.name
        link.parent.mkdir(exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(package)
    (root / "url.txt").unlink(missing_ok=True)
    command = ["node", "node_modules/drizzle-kit/bin.cjs", "check"]
    done = subprocess.run(
        command, cwd=root, env=dict(os.environ), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert (root / "url.txt").exists(), done.stdout + done.stderr
    return (root / "url.txt").read_text()
