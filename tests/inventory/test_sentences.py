"""Every sentence of a refusal goes through gettext: a reader of another language is refused in that language."""

import ast
from collections.abc import Iterator

from igtf.core.errors import Refusal
from tests.inventory.house import SOURCES


def _kinds(base: type) -> set[str]:
    return {base.__name__}.union(*(_kinds(kind) for kind in base.__subclasses__()))


def _said(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the texts that an argument is made of, as far as they are written there."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        yield node
    elif isinstance(node, ast.List | ast.Tuple):
        for part in node.elts:
            yield from _said(part)
    elif isinstance(node, ast.Dict):
        for part in node.values:
            yield from _said(part)


def _is_sentence(node: ast.expr) -> bool:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    text = " ".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
    return " " in text.strip() and any(sign.isalpha() for sign in text)


def test_every_refusal_is_said_in_the_readers_language(built):
    refusals, untranslated = _kinds(Refusal), []
    assert len(refusals) > 8
    for path, text in SOURCES.items():
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call) or ast.unparse(node.func).rpartition(".")[2] not in refusals:
                continue
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            untranslated += [f"{path}:{part.lineno}" for each in given for part in _said(each) if _is_sentence(part)]
    assert "\n".join(untranslated) == ""
