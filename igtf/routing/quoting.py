"""A statement of a body as a comment quotes it, in the discussion that it is put into."""

from igtf.routing.models import Statement

MOST_QUOTED = 8_000
"""Characters of a statement that a comment quotes."""


def as_comment(statement: Statement) -> str:
    """Return the text of a statement as a comment quotes it, whole or its beginning, with its name."""
    text, ref = statement.text, statement.subject.ref
    text = text if len(text) <= MOST_QUOTED else f"{text[:MOST_QUOTED]} …"
    quoted = "\n".join(f"> {line}" for line in text.split("\n"))
    return f"{statement.body.subject.title} sent us LS-{ref}:\n\n{quoted}"
