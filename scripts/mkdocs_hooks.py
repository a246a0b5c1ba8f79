"""What the site adds to the pages: an anchor for each code, to which the messages of errors link."""

import re
from typing import Any

_CODE = re.compile(r"<td><code>([a-z0-9-]+)</code></td>")


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Return a page with the code of each row of the table of codes as its `id`."""
    return _CODE.sub(r'<td id="\1"><code>\1</code></td>', html) if page.file.src_uri == "exit-codes.md" else html
