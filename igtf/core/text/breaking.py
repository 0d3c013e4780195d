"""Places at which a long word of HTML can be broken, for what sets lines by trying.

A line is found by measuring all that is left of the word: in a word of 40,000 letters that takes 20 seconds, in one of
10,000 with a mark around every second letter two minutes.
"""

import re
from html import unescape

from igtf.core.text.plaintext import UNSPACED

LONGEST_WORD = 200
"""Letters of a word that stays whole; no hash is longer."""

PART = 40
"""Letters between two places at which a longer one can be broken: fewer than a line has."""

_PLACE = "\u200b"
_WITHIN = "a|abbr|b|bdi|bdo|cite|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u"
_SPACE = r"[^\S\xa0\u2007\u202f](?![\u2060\ufeff])"  # but where no line may end
_TOKEN = re.compile(
    rf"""(?P<within></?(?:{_WITHIN})\b(?:[^<>"]|"[^"]*")*>)
    |(?P<ends><(?:[^<>"]|"[^"]*")*>|{_SPACE}|{UNSPACED.pattern})
    |(?:&[#\w]{{1,31}};|(?!<|{_SPACE}|{UNSPACED.pattern}).){{1,{PART}}}
    |<""",
    re.DOTALL | re.VERBOSE,
)


def breakable(html: str) -> str:
    """Return a page in which words of more than LONGEST_WORD letters can be broken; what tags say stays as it is."""
    head, end, body = html.rpartition("</head>")
    out: list[str] = []
    places: list[int] = []
    word = part = 0

    def end_word() -> None:
        if word > LONGEST_WORD:
            for place in places:
                out[place] = _PLACE
        places.clear()

    for token in _TOKEN.finditer(body):
        text = token[0]
        if token["ends"]:
            end_word()
            word = part = 0
        elif not token["within"]:
            letters = len(unescape(text))
            word, part = word + letters, part + letters
            if part > PART:
                places.append(len(out))
                out.append("")
                part = letters
        out.append(text)
    end_word()
    return head + end + "".join(out)
