"""The concepts in the order of the procedure; loading one binds its loaders, facts, commands and audiences."""

from importlib import import_module

CONCEPTS = (
    "record", "people", "discussion", "issues", "groups", "procedure", "drafts", "consensus", "reviews", "archives",
    "council", "selection", "election", "recall", "routing", "meetings", "consultations", "appeals", "notice",
    "figures", "proof", "hooks",
)  # fmt: skip
ROOMS = (
    "events", "models", "states", "audiences", "queries", "occasions", "commands", "annulling", "deciding",
    "committing", "confirming", "expiring", "waiving", "discusses", "seating", "sitting", "threads", "chartering",
    "milestones", "officers", "rewording", "drawing", "carrying", "outcomes", "objecting", "openings", "dissent", "due",
    "declaring", "revised", "dissenting", "publication", "humming", "minuting", "documents", "replying", "sorting",
    "inviting", "posting", "witnesses", "moderating", "invariants",
)  # fmt: skip


def load() -> None:
    """Import the rooms of every concept that has them."""
    for concept in CONCEPTS:
        for room in ROOMS:
            name = f"igtf.{concept}.{room}"
            try:
                import_module(name)
            except ModuleNotFoundError as error:
                if error.name not in (name, f"igtf.{concept}"):
                    raise
