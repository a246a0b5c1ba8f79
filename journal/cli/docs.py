"""drizzle-journal docs."""

from collections.abc import Callable

from typer import Argument

import journal
from journal.cli.options import Json, command
from journal.cli.output import ExitCode, Output
from journal.report.docs import docs_text
from journal.verbs.docs import PageList


@command(journal.docs, {"page": Argument(help="The page to print, or the name of a rule.", metavar="[PAGE]")})
def docs(call: Callable[..., PageList], *, page: str | None, json: Json = False) -> int:
    """List the pages of the documentation, or print one.

    A page is Markdown. On a terminal a pager shows it.
    """
    found, out = call(), Output(json=json)
    if json:
        out.answer(found.to_json(), ExitCode.YES)
    elif page:
        out.paged(found.pages[0].text)
    else:
        out.text(docs_text(found.pages))
    return ExitCode.YES
