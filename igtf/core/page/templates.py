"""Templates: compiled once for each language, with what is said in that language already in them.

A page asks for some hundred texts. Those that are constant in a template are looked up when it is compiled,
so that making a page looks up only what its data says.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, MutableMapping
from contextvars import ContextVar
from functools import cached_property
from typing import Any

import flask.templating
from jinja2 import Template, nodes
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from igtf.core.i18n import gettext, language, pgettext

_ASKS: dict[str, Callable[..., str]] = {"_": gettext, "gettext": gettext, "pgettext": pgettext}


class _Spoken(NodeTransformer):
    """Puts in place of ``_("text")`` the text in the present language, with its variables still to be filled in."""

    def __init__(self, kind: type[str]) -> None:
        self.kind = kind

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        asked = _ASKS.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        constant = all(isinstance(each, nodes.Const) for each in node.args)
        if asked is None or not constant or node.dyn_args or node.dyn_kwargs:
            return node
        said: str = asked(*(each.value for each in node.args))  # type: ignore[attr-defined]
        if not node.kwargs:
            return nodes.Const(self.kind(said % {}), lineno=node.lineno)
        given = nodes.Dict([nodes.Pair(nodes.Const(each.key), each.value) for each in node.kwargs])
        return nodes.Mod(nodes.Const(self.kind(said)), given, lineno=node.lineno)


class Later:
    """A value of a page that is looked up when a template first asks for it, and then at most once."""

    def __init__(self, look_up: Callable[[], Any]) -> None:
        self._look_up = look_up

    @cached_property
    def value(self) -> Any:
        """What it is."""
        return self._look_up()


class LateContext(Context):
    """Jinja's context, in which a ``Later`` stands for its value."""

    def resolve_or_missing(self, key: str) -> Any:
        found = super().resolve_or_missing(key)
        return found.value if type(found) is Later else found


_making: ContextVar[list[Context] | None] = ContextVar("making", default=None)
"""The contexts of the page that is being made."""


class PageTemplate(Template):
    """A template that lets go of what it showed once the page is made.

    Its macros know their context, which knows them: all that a page was made of would wait for the collector.
    """

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return the page made of what is given, as Jinja does."""
        made: list[Context] = []
        outer = _making.set(made)
        try:
            return super().render(*args, **kwargs)
        finally:
            _making.reset(outer)
            for context in made:
                context.vars.clear()

    def new_context(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> Context:
        """Return a context, as Jinja does; one that stays, as that of what is imported everywhere, is given nothing."""
        context = super().new_context(vars, shared, locals)
        made = _making.get()
        if made is not None and vars is not None:
            made.append(context)
        return context


class Environment(flask.templating.Environment):
    """Flask's environment with the compiled templates of each language."""

    template_class = PageTemplate
    context_class = LateContext
    _of_language: MutableMapping[str, dict[Any, Any]]

    @property
    def cache(self) -> dict[Any, Any]:
        """The compiled templates in the present language."""
        return self._of_language[language()]

    @cache.setter
    def cache(self, _none: Any) -> None:
        self._of_language = defaultdict(dict)

    def make_globals(self, given: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template as one dictionary: Jinja compares their names at each import."""
        return {**self.globals, **(given or {})}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        escapes = self.autoescape(name) if callable(self.autoescape) else self.autoescape
        spoken = _Spoken(Markup if escapes else str)
        parsed: nodes.Template = spoken.visit(super()._parse(source, name, filename))
        return parsed
