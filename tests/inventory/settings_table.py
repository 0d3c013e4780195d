"""The table of settings in README.md, made from config.SETTINGS: ``python -m tests.inventory.settings_table``."""

from pathlib import Path

from config import ROOT, SETTINGS

README = ROOT / "README.md"
BEGIN, END = "<!-- settings -->\n", "<!-- end of settings -->\n"


def _shown(default: object) -> str:
    """Return a default as it is written in the environment; a path without the place of this checkout."""
    text = str(int(default)) if isinstance(default, bool) else str(default)
    path = Path(text)
    return f"`{path.relative_to(ROOT) if path.is_absolute() and path.is_relative_to(ROOT) else text}`" if text else ""


def table() -> str:
    """Return the table in Markdown."""
    rows = [f"| `IGTF_{name}` | {_shown(one.default)} | {one.meaning} |" for name, one in SETTINGS.items()]
    return "\n".join(["| setting | default | what for |", "|---|---|---|", *rows]) + "\n"


def filled(text: str) -> str:
    """Return the text of README.md with the present table between its marks."""
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return before + BEGIN + table() + END + after


if __name__ == "__main__":
    README.write_text(filled(README.read_text()))
