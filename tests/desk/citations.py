"""Readers of citations: a sentence, and the published grammars of BibTeX, RIS and CSL-JSON."""

import json
import re
from typing import Any

from igtf.core.text.citation import FORMS

KEY = re.compile(r"@techreport\{([^\s\"#%'(),={}~\\]+),\n")
CSL = {"id", "type", "title", "genre", "number", "author", "issued", "publisher", "URL", "abstract", "keyword"}
"""Of what the schema of CSL's input data has (csl-data.json), which takes nothing else."""


def of_bibtex(text: str) -> tuple[str, dict[str, str]]:
    """Return key and fields of an entry: each value is what stands between its braces, which are balanced."""
    head = KEY.match(text)
    assert head, text
    fields, place = {}, head.end()
    while not text.startswith("}", place):
        name = re.compile(r"\s*([a-z]+) = \{").match(text, place)
        assert name, text[place:]
        depth, end = 1, name.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        fields[name[1]] = text[name.end() : end - 1]
        assert text[end : end + 2] == ",\n"
        place = end + 2
    assert text[place:].strip() == "}"
    return head[1], fields


def of_ris(text: str) -> list[tuple[str, str]]:
    """Return the pairs of a record: the type first, the end last, each on a line of its own that ends with CR LF."""
    lines = text.split("\r\n")
    assert lines.pop() == ""
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]*", line) for line in lines), text
    pairs = [(line[:2], line[6:]) for line in lines]
    assert (pairs[0][0], pairs[-1]) == ("TY", ("ER", ""))
    assert [tag for tag, _value in pairs].count("TY") == 1
    assert not [value for tag, value in pairs if tag in ("AU", "KW") and "*" in value]
    return pairs


def cited(client: Any, path: str) -> dict[str, Any]:
    """Return how a subject is cited, after all were read and found to say the same."""
    answers = {form: client.get(f"{path}.{form}") for form in FORMS}
    for form, answer in answers.items():
        assert (answer.status_code, answer.mimetype) == (200, FORMS[form][0]), path
        again = client.get(f"{path}.{form}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    (item,) = json.loads(answers["csl.json"].data)
    line = answers["citation"].text
    assert line.startswith(", ".join(name["literal"] for name in item["author"]) + ": ")
    assert re.search(
        rf"{re.escape(item['number'])}, .*{item['issued']['date-parts'][0][0]}\. {re.escape(item['URL'])}\n$", line
    )
    key, fields = of_bibtex(answers["bib"].text)
    pairs = of_ris(answers["ris"].text)
    assert item.keys() <= CSL
    assert key == item["id"]
    assert [value for tag, value in pairs if tag == "AU"] == [
        name["literal"].replace("*", "") for name in item["author"]
    ]
    assert len(re.findall(r"(?:^| and )\{", fields["author"])) == len(item["author"])
    assert (fields["url"], dict(pairs)["UR"]) == (item["URL"], item["URL"])
    assert dict(pairs)["DA"] == "/".join(f"{part:02d}" for part in item["issued"]["date-parts"][0])
    assert dict(pairs)["TI"] == " ".join(item["title"].split())
    return dict(item)
