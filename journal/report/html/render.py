"""A page as HTML. Jinja2 is imported here only, when a page is written."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from journal.escape import unicode, visible
from journal.report.html.values import ReportPage

if TYPE_CHECKING:
    from jinja2 import Environment


def page_html(page: ReportPage) -> str:
    """Return the page. Every text from outside is escaped, and its control characters are shown."""
    environment = _environment()
    style = environment.get_template("style.css").render()
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return str(environment.get_template("page.html").render(page=page, style=style, digest=digest))


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def shown(value: Any) -> Any:
        return visible(unicode(value)) if isinstance(value, str) and not isinstance(value, Markup) else value

    return Environment(
        loader=PackageLoader("journal.report.html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
