"""The merge situations: what both branches did, how they were merged, and what has to come out of it."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from rebase.merges import Step, Team, column, enum, no_column, no_table, renamed, table, value
from repository import commit, git


class How(StrEnum):
    """How main came into the branch."""

    MERGE = "a merge that has stopped"
    COMMITTED = "a merge that was committed with its markers"
    DIFF3 = "the same with the common ancestor in the markers"
    REBASE = "a git rebase that has stopped"
    PICK = "a cherry-pick that has stopped"
    OURS = "a merge with our journal and snapshots"
    THEIRS = "a merge with their journal and snapshots"
    OWN_FIRST = "a merge with all entries, our own first"
    OWN_LAST = "a merge with all entries, our own last"
    BEFORE = "not yet"
    BEFORE_AND_MERGE = "after a first rebase"


@dataclass(frozen=True)
class Situation:
    """`main` and `mine`: the migrations of both branches. `says`: what a no-go says; empty where it has to work.

    `left`: what `generate` has to write afterwards. `more`: changes the branch before the merge. `merged`: a part of
    schema.ts that the merge has got wrong. `prefix`: of drizzle.config. `first`: what both have in common.
    """

    name: str
    main: tuple[Step, ...]
    mine: tuple[Step, ...]
    how: How = How.MERGE
    says: str = ""
    left: tuple[str, ...] = ()
    more: Callable[[Team], None] | None = None
    merged: Step | None = None
    prefix: str = ""
    first: tuple[Step, ...] = (Step("start"),)


_TAGS, _POSTS = Step("tags", table("tags")), Step("posts", table("posts", title="text()"))
_AGE, _BIO = Step("age", column("users", "age", "integer()")), Step("bio", column("users", "bio"))
_SEED = Step("seed", sql="INSERT INTO users (id, email) VALUES (1, 'a'), (2, 'b');\n")
_FILL = Step("fill", sql="UPDATE users SET email = lower(email);\n--> statement-breakpoint\nSELECT 1;\n")


def _downs(team: Team) -> None:
    """A down file, and settings that name the file."""
    path = team.newest_sql()
    path.with_name(f"{path.stem}.down.sql").write_text("DROP TABLE IF EXISTS posts;\n")
    (team.root / "journal.toml").write_text(f'no_transaction = ["{path.name}"]\n')
    commit(team.root)


def _renamed_file(team: Team) -> None:
    """Main has the branch's migration already, as it was picked to there with a number of its own."""
    command = ["git", "show", "mine:migrations/0001_posts.sql"]
    sql = subprocess.run(command, cwd=team.root, capture_output=True, timeout=30, check=True).stdout
    snapshot = git(team.root, "show", "mine:migrations/meta/0001_snapshot.json")
    journal = json.loads((team.migrations / "meta/_journal.json").read_text())
    entry = {**journal["entries"][-1], "idx": 2, "tag": "0002_posts", "when": journal["entries"][-1]["when"] + 5000}
    journal["entries"].append(entry)
    last = json.loads((team.migrations / "meta/0001_snapshot.json").read_text())
    own = json.loads(snapshot)
    own["tables"].update(last["tables"])
    (team.migrations / "meta/0002_snapshot.json").write_text(json.dumps({**own, "prevId": last["id"]}, indent=2))
    (team.migrations / "meta/_journal.json").write_text(json.dumps(journal, indent=2))
    (team.migrations / "0002_posts.sql").write_bytes(sql)
    table("posts", title="text()")(team.model)
    team.write_schema()
    commit(team.root)


SITUATIONS = [
    Situation("one each", (_TAGS,), (_POSTS,)),
    Situation("two of ours", (_TAGS,), (_POSTS, _AGE)),
    Situation("two of theirs", (_TAGS, _BIO), (_POSTS,)),
    Situation("two each", (_TAGS, _BIO), (_POSTS, _AGE)),
    Situation("the same table", (_BIO,), (_AGE,)),
    Situation("the same column gets two types", (Step("wide", column("users", "email", "varchar({ length: 50 })")),),
              (Step("wider", column("users", "email", "varchar({ length: 90 })")),)),
    Situation("the same migration twice", (_AGE,), (_AGE, _POSTS)),
    Situation("the same column is added twice", (_AGE,), (Step("years", column("users", "age", "integer()")),),
              says='column "age" of relation "users" already exists'),
    Situation("the same column is dropped twice", (Step("drop", no_column("users", "email")),),
              (Step("gone", no_column("users", "email")),), says='column "email" of relation "users" does not exist'),
    Situation("a column that they have dropped", (Step("drop", no_column("users", "email")),),
              (Step("wide", column("users", "email", "varchar({ length: 50 })")),), says='column "email" of relation'),
    Situation("a table that they have dropped", (Step("drop", no_table("users")),), (_AGE,),
              says='relation "users" does not exist'),
    Situation("a rename of theirs", (Step("mail", renamed("users", "email", "mail"), answer="email > mail"),), (_AGE,)),
    Situation("a rename of ours", (_AGE,), (Step("mail", renamed("users", "email", "mail"), answer="email > mail"),)),
    Situation("two renames", (Step("mail", renamed("users", "email", "mail"), answer="email > mail"),),
              (Step("key", renamed("users", "id", "key"), answer="id > key"),)),
    Situation("values of one enum", (Step("a", value("mood", "a")),), (Step("b", value("mood", "b")),)),
    Situation("the same value twice", (Step("a", value("mood", "a")),), (Step("b", value("mood", "a")),),
              says='enum label "a" already exists'),
    Situation("an enum of theirs", (Step("kind", enum("kind", "x", "y")),), (_POSTS,)),
    Situation("an enum of each", (Step("kind", enum("kind", "x", "y")),), (Step("size", enum("size", "s", "m")),)),
    Situation("no snapshot of ours", (_TAGS,), (Step("posts", table("posts"), snapshot=False),)),
    Situation("no snapshot of theirs", (Step("tags", table("tags"), snapshot=False),), (_POSTS,)),
    Situation("custom SQL of ours", (_TAGS,), (_SEED, _FILL)),
    Situation("custom SQL of theirs", (_SEED,), (_POSTS,)),
    Situation("custom SQL of both", (_SEED,), (_FILL, _AGE)),
    Situation("markers in the commit", (_TAGS,), (_POSTS,), How.COMMITTED),
    Situation("markers with the ancestor", (_TAGS,), (_POSTS, _AGE), How.DIFF3),
    Situation("a stopped rebase", (_TAGS,), (_POSTS,), How.REBASE),
    Situation("a stopped cherry-pick", (_TAGS,), (_POSTS,), How.PICK),
    Situation("our journal", (_TAGS,), (_POSTS,), How.OURS),
    Situation("their journal", (_TAGS,), (_POSTS,), How.THEIRS),
    Situation("their journal, two of ours", (_TAGS,), (_POSTS, _AGE), How.THEIRS),
    Situation("our own first", (_TAGS,), (_POSTS,), How.OWN_FIRST),
    Situation("a when that falls", (_TAGS,), (_POSTS, _AGE), How.OWN_LAST),
    Situation("before the merge", (_TAGS,), (_POSTS,), How.BEFORE, left=('DROP TABLE "tags" CASCADE;',)),
    Situation("before the merge, then merged", (_TAGS,), (_POSTS,), How.BEFORE_AND_MERGE),
    Situation("the same name", (Step("add", table("tags")),), (Step("add", table("posts")),)),
    Situation("prefix timestamp", (_TAGS,), (_POSTS, _AGE), prefix="timestamp"),
    Situation("prefix unix", (_TAGS,), (_POSTS, _AGE), prefix="unix"),
    Situation("prefix supabase", (_TAGS,), (_POSTS,), How.OWN_LAST, prefix="supabase"),
    Situation("a down file and settings", (_TAGS,), (_POSTS,), more=_downs),
    Situation("theirs has ours by another number", (_TAGS,), (_POSTS, _AGE)),
    Situation("a schema.ts that lacks something", (_TAGS,), (_POSTS,), merged=Step("", no_table("tags")),
              left=('DROP TABLE "tags" CASCADE;',)),
    Situation("a schema.ts that has more", (_TAGS,), (_POSTS,), merged=_BIO,
              left=('ALTER TABLE "users" ADD COLUMN "bio" text;',)),
    Situation("no migration in common", (_TAGS,), (_POSTS,), first=()),
]  # fmt: skip
ON_MAIN = {"theirs has ours by another number": _renamed_file}
"""What main does after its own migrations."""
_NAMES = (
    "one each", "two of ours", "two each", "the same table", "the same column gets two types",
    "the same column is added twice", "a rename of theirs", "values of one enum", "an enum of theirs",
    "custom SQL of ours", "custom SQL of both", "a stopped rebase", "before the merge, then merged",
    "a schema.ts that has more",
)  # fmt: skip
OF_1 = [one for one in SITUATIONS if one.name in _NAMES]
"""Those that folders of drizzle 1.0 have as well, where git joins all but schema.ts."""
