"""One HTML page: a title, the built script and style, and a block of data that browsers never execute.

No text of a run becomes HTML: it stands in the data block, with every `<` escaped, and the script shows it as text. The
content security policy allows our own script and style and nothing else, so even a mistake here could load nothing.
"""

import base64
import hashlib
import html
import json
from typing import Any

from hackday.front import ICON, static
from hackday.version import __version__

__all__ = ["compose", "envelope", "static"]

ENVELOPE_FORMAT = 1


def envelope(page: str, siblings: list[dict[str, Any]], **content: Any) -> dict[str, Any]:
    """What a page's data block holds (docs/formats/page-model.md)."""
    return {"format": ENVELOPE_FORMAT, "hackday": __version__, "page": page, "siblings": siblings, **content}


def compose(title: str, data: dict[str, Any], *, assets: str | None) -> str:
    """The page as HTML. `assets`: the folder of show.js and show.css, relative to the page; None puts them inside."""
    if assets is None:
        script, style = static("show.js").replace("</script", "<\\/script"), static("show.css")
        script_source, style_source = f"'{_hash(script)}'", f"'{_hash(style)}'"
        head = f"<style>{style}</style>"
        tail = f"<script>{script}</script>"
    else:
        script_source = style_source = "'self'"
        head = f'<link rel="stylesheet" href="{html.escape(assets)}/show.css">'
        tail = f'<script src="{html.escape(assets)}/show.js"></script>'
    policy = (
        f"default-src 'none'; script-src {script_source}; style-src {style_source}; img-src 'self' data: blob:; "
        "worker-src blob:; base-uri 'none'; form-action 'none'"
    )
    block = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{html.escape(title)}</title>
<link rel="icon" href="{ICON}">
{head}
</head>
<body>
<noscript>This page draws its networks with a script of its own; please allow it. Nothing is sent anywhere.</noscript>
<script type="application/json" id="hackday-page">{block}</script>
{tail}
</body>
</html>
"""


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
