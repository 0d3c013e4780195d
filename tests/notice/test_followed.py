"""What one follows is on one page, with the act that stops it (procedure, section 13)."""

import re

from tests.factories import issue_form, make_person, sign_in

PAGE = "/account/follows"


def followed(client, asked: str = "") -> list[str]:
    """Return the titles of the subjects that stand on the page, in their order."""
    return re.findall(r'<a class="t" href="[^"]*"><bdi>([^<]*)</bdi>', client.get(f"{PAGE}{asked}").text)


def test_what_one_follows_is_listed_with_since_and_why_and_stops_by_one_act(app, db, one_moment):
    filer, other = sign_in(app, make_person("filer")), sign_in(app, make_person("other"))
    for title in ("The older issue", "The newer issue"):
        assert filer.post("/issues/new", data=issue_form(title=title)).status_code == 302
    assert other.post("/issues/1/moves/support").status_code == 302
    for number in (1, 2):
        assert other.post(f"/issues/{number}/follow").status_code == 302
    assert followed(filer) == followed(other) == ["The newer issue", "The older issue"]
    assert followed(other, "?kind=issue") == ["The newer issue", "The older issue"]
    assert followed(other, "?kind=group") == []
    page = other.get(PAGE).text
    assert page.count("you support it") == 1
    assert "you opened it" not in page
    assert filer.get(PAGE).text.count("you opened it") == 2
    assert other.get("/issues/2/follow?stop=1").status_code == 302
    assert len(followed(other)) == 2, "nothing is stopped by a look"
    stopped = other.post("/issues/2/follow", data={"stop": "1", "next": f"{PAGE}?kind=issue"})
    assert stopped.location == f"{PAGE}?kind=issue"
    assert followed(other) == ["The older issue"]
    assert other.post("/issues/1/follow", data={"stop": "1", "next": "//elsewhere.example"}).location == "/issues/1"
    assert followed(other) == []
    assert followed(filer) == ["The newer issue", "The older issue"]


def test_a_long_list_has_pages_and_what_was_hidden_is_not_in_it(app, db):
    filer, moderator = sign_in(app, make_person("filer")), sign_in(app, make_person("mo", roles=["moderator"]))
    for number in range(1, 28):
        assert filer.post("/issues/new", data=issue_form(title=f"Issue number {number} of many")).status_code == 302
    assert len(followed(filer)) == 25
    older = re.search(r'href="/account/follows(\?[^"]*)"[^>]*>Older', filer.get(PAGE).text.replace("\n", ""))
    assert older
    assert followed(filer, older[1].replace("&amp;", "&")) == ["Issue number 2 of many", "Issue number 1 of many"]
    assert moderator.post("/issues/1/moves/hide", data={"reason": "Spam."}).status_code == 302
    assert followed(filer, older[1].replace("&amp;", "&")) == ["Issue number 2 of many"]


def test_it_is_reached_from_desk_and_account_and_nobody_elses(app, db):
    reader = sign_in(app, make_person("reader"))
    assert f'href="{PAGE}"' in reader.get("/desk").text
    assert f'href="{PAGE}"' in reader.get("/account/").text
    assert app.test_client().get(PAGE).location.startswith("/sign-in")
