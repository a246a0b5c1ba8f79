"""How much the commands say: -q is without progress, -v lists what is else only counted."""

from typing import Any

from typer.core import TyperOption

from journal.dataclass import dataclass


@dataclass
class Loudness:
    """What -q and -v of this call have set."""

    quiet: bool = False
    verbose: bool = False


LOUDNESS = Loudness()


def loudness_options() -> list[TyperOption]:
    """Return the two options that every command has."""
    helps = {
        "quiet": "No progress and no notices of PostgreSQL on stderr.",
        "verbose": "List every migration, in the progress and in tables.",
    }
    return [
        TyperOption(
            param_decls=[name, f"--{name}", f"-{name[0]}"],
            type=bool,
            is_flag=True,
            default=False,
            expose_value=False,
            callback=_set,
            help=text,
        )
        for name, text in helps.items()
    ]


def _set(context: Any, option: Any, value: bool) -> None:
    setattr(LOUDNESS, option.name, value)
