"""journal cache: words to values, one call, text."""

import typer

from journal.cli.options import Json
from journal.cli.output import ExitCode, Output
from journal.cli.verb import Verb

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.command(cls=Verb)
def show(json: Json = False) -> None:
    """List what is kept to make runs faster: clusters to clone, and databases as slow replays left them."""
    from journal.report.cache import stored_json, stored_text  # noqa: PLC0415 - `--help` does not pay for it
    from journal.server.embedded.storage import stored  # noqa: PLC0415

    out, found = Output(json=json), stored()
    if json:
        out.document(stored_json("kept", found))
    else:
        out.text(stored_text("kept", found))
    raise typer.Exit(ExitCode.YES)


@app.command(cls=Verb)
def clear(json: Json = False) -> None:
    """Remove all of it. The next run makes what it needs, and takes a little longer."""
    from journal.report.cache import stored_json, stored_text  # noqa: PLC0415
    from journal.server.embedded.storage import clear_cache  # noqa: PLC0415

    out, removed = Output(json=json), clear_cache()
    if json:
        out.document(stored_json("removed", removed))
    else:
        out.text(stored_text("removed", removed))
    raise typer.Exit(ExitCode.YES)
