"""A small folder of drafts in the shape that ``igtf import drafts`` reads, for tests."""

from pathlib import Path

TEXT = """---
title: Records of the exchange points
category: info

author:
 -
    fullname: Mwana Mfano
    organization: Example Exchange
    email: mwana@people.example
 -
    fullname: Otso Esimerkki
    organization: Example Office

--- abstract

What exchange points should record.

--- middle

# Introduction
{{: #intro}}

Exchange points record {what}, as {{{{RFC2119}}}} words it, see {{{{intro}}}}.

--- back

# Thanks
"""
DATES = ("2025-10-17T18:48:48+02:00", "2026-01-11T09:32:12-05:00", "2026-02-02T18:33:50-05:00")
WHAT = ("traffic", "traffic and outages", "traffic, outages and prices")


def make_folder(folder: Path) -> Path:
    """Write three dated revisions of one draft, and their list."""
    rows = ["revision,tag_date,committer,bytes"]
    for number, (date, what) in enumerate(zip(DATES, WHAT, strict=True)):
        label = f"draft-example-records-{number:02d}"
        data = TEXT.format(what=what).encode()
        (folder / f"{label}.md").write_bytes(data)
        rows.append(f"{label},{date},{'mfano' if number == 1 else 'Otso Esimerkki'},{len(data)}")
    (folder / "INDEX.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder
