"""What the functions of the library return: frozen values with a verdict and one JSON document."""

from importlib import import_module
from inspect import signature
from typing import Any, ClassVar


class Result:
    """A result that a command prints, too. Its `document` names the function of report/ that knows how."""

    document: ClassVar[str]
    """Module and function in `journal.report`, such as `status.status_json`."""

    @property
    def passed(self) -> bool:
        """Tell whether the answer is yes; the command exits with 1 where it is no."""
        return True

    def to_json(self) -> dict[str, Any]:
        """Return the document that the command prints with --json.

        The function gets the result and, for each further parameter, the attribute of that name.
        """
        module, _, name = self.document.rpartition(".")
        function = getattr(import_module(f"journal.report.{module}"), name)
        _, *others = signature(function).parameters
        document: dict[str, Any] = function(self, **{other: getattr(self, other) for other in others})
        return document
