"""Issues that seem to say the same, as who files one, who merges and who disposes sees them."""

import re

import pytest

from tests.factories import issue_form, make_person, sign_in

CUTS = {"title": "Networks are cut off without notice", "summary": "Operators cut off regions; who decides it?",
        "topic": "freedom-of-expression"}  # fmt: skip
FILED = {
    "1": CUTS,
    "2": {"title": "Shutdowns in an emergency", "summary": "A region is cut off and nobody may appeal.",
          "topic": "freedom-of-expression"},
    "3": {"title": "Cables are cut off by ships", "summary": "Repair of a cable takes a month in our region.",
          "topic": "digital-divide"},
    "4": {"title": "Lamps", "summary": "Whoever lights a street should say without delay who pays.",
          "topic": "digital-divide"},
}  # fmt: skip
ASKED = {"title": "They cut off whole regions", "summary": "Networks go off without notice.",
         "topic": "freedom-of-expression"}  # fmt: skip


@pytest.fixture
def filer(app, db):
    """Return the client of who filed four issues."""
    filer = sign_in(app, make_person())
    for told in FILED.values():
        assert filer.post("/issues/new", data=issue_form(**told)).status_code == 302
    return filer


def shown(page: str) -> list[str]:
    """Return the numbers of the issues that are listed before the answers or the form."""
    part = page.partition("<h2>Does one of these say the same?</h2>")[2].partition("</section>")[0]
    return re.findall(r'href="/issues/(\d+)"', part)


def like(client, **asked: str) -> list[str]:
    return shown(client.post("/issues/new", data=issue_form(**ASKED | asked) | {"step": ""}).text)


def test_what_says_the_same_comes_first_and_what_shares_a_word_does_not_come(filer):
    assert like(filer)[0] == "1"
    assert "4" not in like(filer)
    assert like(filer, title="Lamps", summary="Quite something else.") == ["4"]
    assert like(filer, title="Zebras", summary="Striped.") == []


def test_of_two_that_share_as_much_that_of_the_topic_comes_first(filer):
    asked = {"title": "Street lamps", "summary": "They cut off the light."}
    for topic in ("freedom-of-expression", "digital-divide"):
        filer.post("/issues/new", data=issue_form(title="Lamps of a street", summary="Off for the night.", topic=topic))
    assert like(filer, **asked, topic="freedom-of-expression")[0] == "5"
    assert like(filer, **asked, topic="digital-divide")[0] == "6"


def test_in_place_of_a_duplicate_stands_what_it_is_one_of(filer):
    assert filer.post("/issues/2/moves/merge", data={"other": "1", "reason": "They say the same."}).status_code == 302
    found = like(filer, title=FILED["2"]["title"], summary=FILED["2"]["summary"])
    assert found.count("1") == 1
    assert "2" not in found
    page = filer.get("/issues/1/moves/merge").text
    assert "/issues/2" not in page.partition("Issues most like this one")[2].partition("</section>")[0]


def test_in_place_of_what_was_merged_twice_stands_where_the_last_one_went(filer):
    for merged, other in (("2", "1"), ("1", "3")):
        given = {"other": other, "reason": "They say the same."}
        assert filer.post(f"/issues/{merged}/moves/merge", data=given).status_code == 302
    assert like(filer, **{name: FILED["2"][name] for name in ("title", "summary")}) == ["3"]


def test_what_only_says_the_same_stays_among_them_and_so_does_what_was_reopened(app, filer):
    def related(ref: str) -> str:
        return filer.get(f"/issues/{ref}").text.partition("<h2>Relations</h2>")[2].partition("</section>")[0]

    member = sign_in(app, make_person(roles=("council",)))
    said = {"title": FILED["2"]["title"], "summary": FILED["2"]["summary"]}
    assert filer.post("/issues/2/moves/relate", data={"relation": "says-the-same", "other": "3"}).status_code == 302
    assert like(filer, **said)[0] == "2", "what somebody says of two issues merges none"
    assert filer.post("/issues/2/moves/merge", data={"other": "1", "reason": "They say the same."}).status_code == 302
    assert "2" not in like(filer, **said)
    assert "duplicate" in related("1")
    assert "duplicate" in related("2")
    assert member.post("/issues/2/moves/volunteer").status_code == 302
    assert member.post("/issues/2/moves/reopen", data={"reason": "They do not."}).status_code == 302
    assert like(filer, **said)[0] == "2"
    assert related("1") == ""
    assert [related(ref).count("says the same as") for ref in ("2", "3")] == [1, 1]
    assert "duplicate" not in related("2") + related("3")


LONG = (
    "Traders, clinics, schools, ferries, harvests, pensions, markets, bakeries, choirs and archives each had another "
    "reason; some lasted hours, others weeks, and in most places even radio failed, pumps stopped, wages came late."
)


def test_a_long_summary_takes_nothing_from_a_title_that_says_the_same(filer):
    assert like(filer, title="Networks are cut off without any notice", summary=LONG)[0] == "1"
    assert like(filer, title="Bakeries close on Mondays", summary=LONG) == []
