"""The concepts in the order of the procedure; loading one binds its loaders, facts, commands and audiences."""

from importlib import import_module
from pkgutil import iter_modules

CONCEPTS = (
    "record", "people", "discussion", "subject", "issues", "groups", "procedure", "drafts", "consensus", "reviews",
    "archives", "council", "selection", "election", "recall", "routing", "meetings", "consultations", "appeals",
    "notice", "figures", "proof", "hooks",
)  # fmt: skip
APART = ("people.passkeys", "notice.lmtp")
"""Modules that bind nothing and need a large library, so that only who uses them imports them."""


def load() -> None:
    """Import every module of every concept but its views, which the doors open, and those apart."""
    for concept in CONCEPTS:
        package = import_module(f"igtf.{concept}")
        for found in iter_modules(package.__path__):
            if not found.name.startswith("views") and f"{concept}.{found.name}" not in APART:
                import_module(f"{package.__name__}.{found.name}")
