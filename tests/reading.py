"""Pages as they are read: where a template breaks its lines is no part of what it says."""

import re
from functools import cached_property
from typing import Any

from werkzeug.test import TestResponse

_BLOCK = (
    "html|head|body|meta|link|title|main|header|footer|nav|aside|section|article|div|p|ul|ol|li|dl|dt|dd|table|caption|"
    "thead|tbody|tfoot|tr|td|th|h[1-6]|details|summary|form|fieldset|legend|label|figure|blockquote|hr|br|option|datalist"
)
_BEFORE = re.compile(rf" +(?=</?(?:{_BLOCK})\b)")
_AFTER = re.compile(rf"(</?(?:{_BLOCK})\b[^>]*>) +")


def read(text: str) -> str:
    """Return HTML with one space for each blank, and none beside what begins or ends a line anyway."""
    return _AFTER.sub(r"\1", _BEFORE.sub("", re.sub(r"[ \n\t]+", " ", text)))


class Page(str):
    """The text of a page, or a part of one. It holds what it would hold in one line too."""

    @cached_property
    def _read(self) -> str:
        return read(self)

    def __getitem__(self, key: Any) -> "Page":
        return Page(super().__getitem__(key))

    def partition(self, sep: str) -> Any:
        return tuple(Page(part) for part in super().partition(sep))

    def rpartition(self, sep: str) -> Any:
        return tuple(Page(part) for part in super().rpartition(sep))

    def split(self, *given: Any, **named: Any) -> Any:
        return [Page(part) for part in super().split(*given, **named)]

    def __contains__(self, words: object) -> bool:
        if super().__contains__(words):
            return True
        said = read(words).strip() if isinstance(words, str) else ""
        return bool(said) and said in self._read


def as_page(answer: TestResponse) -> TestResponse:
    """Return an answer whose ``text`` is a ``Page``, where it is one."""
    if answer.mimetype == "text/html":
        answer.__class__ = _page_of(type(answer))
    return answer


_PAGES: dict[type[TestResponse], Any] = {}


def _page_of(kind: type[TestResponse]) -> Any:
    if kind not in _PAGES:
        text = property(lambda answer: Page(super(_PAGES[kind], answer).text))
        _PAGES[kind] = type("PageResponse", (kind,), {"text": text})
    return _PAGES[kind]
