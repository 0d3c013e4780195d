"""The participation floor counts who took part in a call, those who abstained too; the agreement leaves them out."""

from tests.factories import make_person, sign_in


def positions(app, group: str, *values: str) -> None:
    for value in values:
        client = sign_in(app, make_person(group=group))
        said = {"position": value, "reason": "So it is."}
        assert client.post("/calls/2/moves/take-position", data=said).status_code == 302


def across_groups(app) -> str:
    page = app.test_client().get("/calls/2").text
    return page[page.index("Across stakeholder groups") : page.index("Across regions")]


def test_who_abstains_takes_part_and_all_who_abstain_agree_to_nothing(app, world):
    positions(app, "government", "abstain", "abstain", "abstain")
    alone = across_groups(app)
    assert "In each group that reached the participation floor all abstained, so there is no score." in alone
    assert "No group has reached the participation floor" not in alone
    assert "all abstained, so there is no score" in alone
    assert "Government (3; 3 needed)" not in alone
    positions(app, "technical", "support", "abstain")
    assert "Technical and academic community (2; 3 needed)" in across_groups(app)
    positions(app, "technical", "support", "abstain")
    heard = across_groups(app)
    assert "Technical and academic community (" not in heard
    assert "One group alone was heard enough for a score" in heard
    assert "so nothing can be said across groups: Technical and academic community." in heard
    assert '<td class="num" data-label="Counted">2</td>' in heard
    assert "also by abstaining" in heard
