"""The listed bodies: whole, well-formed, and the same organisations as in the list they come from."""

import csv
import re

from igtf.routing.registry import KIND_LABELS, Kind, bodies
from tests.shared_data import real_file, shared

LIST = "bodies.csv"


def test_every_body_can_be_shown_and_addressed() -> None:
    listed = list(bodies().values())
    assert len(listed) == 63
    assert set(KIND_LABELS) == set(Kind)
    for place, body in enumerate(listed):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", body.slug)
        assert body.url.startswith("https://")
        assert body.topics
        assert 2 <= len(re.findall(r"\.(?=\s|$)", body.mandate)) <= 4, body.slug
        assert not body.parent or body.parent in {earlier.slug for earlier in listed[:place]}


def test_slugs_follow_the_acronym() -> None:
    for body in bodies().values():
        assert body.slug == re.sub(r"[^a-z0-9]+", "-", body.acronym.casefold()), body.acronym


@real_file(LIST)
def test_the_bodies_are_those_of_the_list() -> None:
    path = shared(LIST)
    assert path is not None
    with path.open(encoding="utf-8") as lines:
        listed = {row["acronym"]: row["type"] for row in csv.DictReader(lines)}
    assert {body.acronym: str(body.kind) for body in bodies().values()} == listed
