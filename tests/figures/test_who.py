"""Who takes part: people who are here, each once in all, under the group that counted when they acted."""

import json
import re

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.discussion.commands import comment
from igtf.drafts import commands as drafts
from igtf.issues.importing import import_contributions
from igtf.people import commands as people
from igtf.record.by import By
from igtf.record.models import Hat
from tests.council.test_openings import TEXT
from tests.factories import by, later, make_person
from tests.reading import read

CONTRIBUTION = {"title": "Costs", "abstract": "They differ.", "sector": "Government", "organization": "A ministry",
                "iso2": ["FR"]}  # fmt: skip


def columns(page: str, caption: str) -> dict[str, int]:
    """Return the sum of each row in the table of a page that has a caption."""
    table = re.search(rf"<caption>{caption}</caption>.*?</table>", page, re.DOTALL)
    assert table, caption
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', read(table[0]))
    return {name: int(re.findall(r"<td[^>]*>(\d+)</td>", cells)[-1]) for name, cells in rows}


def test_profiles_that_nobody_claimed_take_no_part_and_who_has_two_hats_is_one_person(app, db):
    ines = make_person("ines", group="civil")
    people.add_hat(ines, stakeholder_group="technical", capacity="personal", organisation="", by=by(ines))
    named = [CONTRIBUTION | {"n": number, "author": f"Author {number}"} for number in range(1, 6)]
    import_contributions(json.dumps(named).encode(), source="NM")
    page = app.test_client().get("/statistics").text
    caption = "People by stakeholder group and UN regional group, today"
    found = {name: number for name, number in columns(page, caption).items() if number}
    assert found == {"Civil society": 1, "Technical and academic community": 1, "All": 2}
    assert "1 person takes part; who has several hats is counted under each." in page


def test_what_was_done_under_a_hat_before_it_was_confirmed_is_not_stated_where_a_draft_says_who_took_part(app, db):
    ines, secretary = make_person("ines"), make_person(roles=("secretariat",))
    own = session.query(Hat).filter(Hat.actor_id == ines.id).one()
    hat = people.add_hat(ines, stakeholder_group="government", capacity="for", organisation="A ministry", by=by(ines))
    people.end_hat(own, by=by(ines))
    draft = drafts.submit(name="costs", source=TEXT, by=By(ines.id, now(), hat.id))
    place = f"/drafts/{draft.subject.ref}"

    def took_part() -> dict[str, int]:
        table = columns(app.test_client().get(f"{place}/people").text, "People by stakeholder group and region")
        return {name: number for name, number in table.items() if number}

    with later(app, 1):
        people.confirm_hat(session.get_one(Hat, hat.id), by=by(secretary))
        session.rollback()
        assert took_part() == {"Not stated": 1, "All": 1}
        with writing():
            comment(draft.subject, text="More of it.", by=By(ines.id, now(), hat.id))
        assert took_part() == {"Government": 1, "Not stated": 1, "All": 2}
