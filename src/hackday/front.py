"""The built front in `hackday/static`, which the published pages and the live view share."""

from importlib import resources

ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Ccircle cx='4' cy='4' r='2.5' fill='%230b5fa5'/%3E%3Ccircle cx='4' cy='12' r='2.5' fill='%23c2570c'/%3E"
    "%3Ccircle cx='12' cy='8' r='2.5' fill='%23888'/%3E%3C/svg%3E"
)


def static(name: str) -> str:
    """A file of the built front."""
    return (resources.files("hackday") / "static" / name).read_text(encoding="utf-8")
