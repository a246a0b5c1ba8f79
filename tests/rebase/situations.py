"""The merge situations: what both branches did, how they were merged, and what has to come out of it."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from rebase.branches import third_in_main, with_merge, with_third
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
    GENERATED = "a merge, and one more migration after it"


@dataclass(frozen=True)
class Situation:
    """`main` and `mine`: the migrations of both branches. `says`: what a no-go says; empty where it has to work.

    `left`: what `generate` has to write afterwards. `more`: changes the branch before the merge, `there` main; `also`:
    what these change in schema.ts. `merged`: a part of schema.ts that the merge has got wrong. `prefix`: of
    drizzle.config. `first`: what both have in common. `lock`: the project has a lock, with this attribute for git.
    """

    name: str
    main: tuple[Step, ...]
    mine: tuple[Step, ...]
    how: How = How.MERGE
    says: str = ""
    left: tuple[str, ...] = ()
    more: Callable[[Team], None] | None = None
    there: Callable[[Team], None] | None = None
    merged: Step | None = None
    prefix: str = ""
    first: tuple[Step, ...] = (Step("start"),)
    lock: str = ""
    also: tuple[Step, ...] = ()


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


def _deployed(*names: str) -> Callable[[Team], None]:
    """Main has the branch's folders of 1.0 already, by these names, as they were picked to there."""

    def change(team: Team) -> None:
        git(team.root, "checkout", "mine", "--", "migrations")
        for old, new in zip([one for one in team.names("mine") if one not in team.names("main")], names, strict=True):
            second = int(team.names("main")[-1][:14]) + 5
            (team.migrations / old).rename(team.migrations / f"{second}_{new}")
        table("posts", title="text()")(team.model)
        team.write_schema()
        commit(team.root)

    return change


def _same_name(team: Team) -> None:
    """Give main's last folder the name that this branch's last one has, as where both are of one second."""
    team.rename(team.names("HEAD")[-1], team.names("mine")[-1])


def _same_second(team: Team) -> None:
    """Give main's last folder the second of this branch's last one, and its own name."""
    last = team.names("HEAD")[-1]
    team.rename(last, team.names("mine")[-1][:14] + last[14:])


_KIND, _SIZE = Step("kind", enum("kind", "x", "y")), Step("size", enum("size", "s", "m"))
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
              (Step("wide", column("users", "email", "varchar({ length: 50 })")),), says='column "email" '),
    Situation("a table that they have dropped", (Step("drop", no_table("users")),), (_AGE,),
              says='relation "users" does not exist'),
    Situation("a rename of theirs", (Step("mail", renamed("users", "email", "mail"), answer="email > mail"),), (_AGE,)),
    Situation("a rename of ours", (_AGE,), (Step("mail", renamed("users", "email", "mail"), answer="email > mail"),)),
    Situation("two renames", (Step("mail", renamed("users", "email", "mail"), answer="email > mail"),),
              (Step("key", renamed("users", "id", "key"), answer="id > key"),)),
    Situation("values of one enum", (Step("a", value("mood", "a")),), (Step("b", value("mood", "b")),)),
    Situation("the same value twice", (Step("a", value("mood", "a")),), (Step("b", value("mood", "a")),),
              says='enum label "a" already exists'),
    Situation("an enum of theirs", (_KIND,), (_POSTS,)),
    Situation("an enum of each", (_KIND,), (_SIZE,)),
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
    Situation("prefix none", (_TAGS,), (_POSTS,), prefix="none", first=(),
              says="The SQL of drizzle-kit generate was not compared: the last entry has no snapshot."),
    Situation("prefix supabase", (_TAGS,), (_POSTS,), How.OWN_LAST, prefix="supabase"),
    Situation("a down file and settings", (_TAGS,), (_POSTS,), more=_downs),
    Situation("theirs has ours by another number", (_TAGS,), (_POSTS, _AGE), there=_renamed_file),
    Situation("a schema.ts that lacks something", (_TAGS,), (_POSTS,), merged=Step("", no_table("tags")),
              left=('DROP TABLE "tags" CASCADE;',)),
    Situation("a schema.ts that has more", (_TAGS,), (_POSTS,), merged=_BIO,
              left=('ALTER TABLE "users" ADD COLUMN "bio" text;',)),
    Situation("no migration in common", (_TAGS,), (_POSTS,), first=()),
    Situation("markers in the lock", (_TAGS,), (_POSTS, _AGE), lock="merge"),
    Situation("markers in the lock of a commit", (_TAGS,), (_POSTS,), How.DIFF3, lock="merge"),
    Situation("a lock that git does not merge", (_TAGS,), (_POSTS,), lock="-merge"),
    Situation("a lock whose lines git joins", (_TAGS,), (_POSTS,), lock="merge=union"),
    Situation("a third branch in this one", (_TAGS,), (_POSTS,), more=with_third(_BIO), also=(_BIO,)),
    Situation("a third branch in both", (_TAGS,), (_POSTS,), also=(_BIO,), more=with_third(_BIO),
              there=third_in_main(_BIO)),
]  # fmt: skip
_OF_0 = {
    "markers in the commit", "markers with the ancestor", "our journal", "their journal", "their journal, two of ours",
    "our own first", "a when that falls", "theirs has ours by another number", "prefix timestamp", "prefix unix",
    "prefix none", "prefix supabase",
}  # fmt: skip
"""Those about the journal or its numbers, which folders of drizzle 1.0 do not have."""
_ADD_TAGS, _ADD_POSTS = Step("add", table("tags")), Step("add", table("posts", title="text()"))
OF_1 = [
    *(one for one in SITUATIONS if one.name not in _OF_0),
    Situation("folders of one second", (_TAGS,), (_POSTS,), there=_same_second),
    Situation("folders of one name", (_ADD_TAGS,), (_ADD_POSTS,), there=_same_name),
    Situation("folders of one name and another", (_TAGS, _ADD_TAGS), (_ADD_POSTS, _AGE), there=_same_name),
    Situation("folders of one name, committed", (_ADD_TAGS,), (_ADD_POSTS,), How.COMMITTED, there=_same_name),
    Situation("folders of one name with the ancestor", (_ADD_TAGS,), (_ADD_POSTS,), How.DIFF3, there=_same_name),
    Situation("folders of one name in a rebase", (_ADD_TAGS,), (_ADD_POSTS,), How.REBASE, there=_same_name),
    Situation("folders of one name in a cherry-pick", (_ADD_TAGS,), (_ADD_POSTS,), How.PICK, there=_same_name),
    Situation("folders of one name, ours taken", (_ADD_TAGS,), (_ADD_POSTS,), How.OURS, there=_same_name),
    Situation("theirs has ours by another name", (_TAGS,), (_POSTS,), there=_deployed("posts")),
    Situation("a merge of theirs", (_TAGS,), (_POSTS,), there=with_merge(_BIO, _AGE), also=(_BIO, _AGE)),
    Situation("a merge of ours", (_TAGS,), (_POSTS,), more=with_merge(_BIO, _AGE), also=(_BIO, _AGE)),
    Situation("a merge of both", (_TAGS,), (_POSTS,), there=with_merge(_BIO, _AGE), also=(_BIO, _AGE, _KIND, _SIZE),
              more=with_merge(_KIND, _SIZE)),
    Situation("merged before, and more", (_TAGS,), (_POSTS,), How.GENERATED, also=(_BIO,)),
]  # fmt: skip
"""Those that folders of drizzle 1.0 have, where git joins all but schema.ts, the lock, and folders of one name."""
