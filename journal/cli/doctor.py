"""drizzle-journal doctor."""

from collections.abc import Callable

import journal
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.diagnosis.health import Diagnosis
from journal.report.doctor import doctor_text


@command(journal.doctor)
def doctor(call: Callable[..., Diagnosis], *, json: Json = False) -> int:
    """Find the project, what is wrong, and the next command.

    Runs without a server, and is what `drizzle-journal` alone runs. Names the database and does not touch it, unless
    --url or --env-var says so. At the root of a workspace, every project is looked at. Exit 0: healthy. 1: something to
    do. 2: no project, or not looked at.
    """
    result = call()
    tell(result, lambda: doctor_text(result), json=json)
    return int(result.health)
