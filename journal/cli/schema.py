"""drizzle-journal schema."""

from collections.abc import Callable

from typer import Option

import journal
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.cli.progress import watching
from journal.report.schema import schema_text
from journal.verbs.schema import WrittenSchema

OPTIONS = {
    "to": Option(help="The version of drizzle-orm that reads the file. Default: 1.0 for its folders, else 0.45."),
    "names": Option(
        help="How exports and properties are named: `camel` (user_id is userId), or `database` (as in the database)."
    ),
    "relations": Option(help="Add the relations of relational queries, inferred from the foreign keys."),
    "write": Option(help="Write to the file that `schema` of drizzle.config names, instead of standard output."),
    "file": Option(help="Write this file, relative to the project.", metavar="FILE"),
    "overwrite": Option(help="Replace a file that exists and differs. The old one is kept as .bak."),
}


@command(journal.schema, OPTIONS)
def schema(call: Callable[..., WrittenSchema], *, json: Json = False) -> int:
    """Write schema.ts from the migrations.

    Replays the migrations on a temporary PostgreSQL, and prints a schema.ts for the result. With this file,
    drizzle-kit generate says "No schema changes". A comment at the top lists what drizzle cannot express, such as
    functions and triggers. It also lists what SQL does not show, such as the mode of a timestamp. Only --write and
    --file write a file. Only --overwrite replaces an existing file. Exit 0: printed or written. 1: a file that exists
    was left as it is. 2: not written.
    """
    with watching("starting PostgreSQL", quiet=json) as watcher:
        result = call(watcher=watcher)
    if result.file is None:
        return tell(result, lambda: result.text, json=json, as_it_is=True)
    return tell(result, lambda: schema_text(result), json=json)
