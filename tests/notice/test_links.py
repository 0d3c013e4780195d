"""Links in mails, digests and feeds lead to the act on its page, however much came after it, for whoever may see it."""

import re

from tests.factories import issue_form, later, mails_to, make_person, sign_in
from tests.notice.test_digests import files, paced, says

HERE = "http://127.0.0.1:8000"
MANY = 62
"""More entries than a page shows."""


def shows(client, path):
    """Return whether a link leads to a page on which its place is."""
    place = client.get(path).location
    return f'id="{place.partition("#")[2]}"' in client.get(place).text


def links_in(text):
    return re.findall(rf"{HERE}(/(?:comments|record)/[0-9]+)\b", text)


def test_each_act_of_a_digest_has_its_link_and_says_where_its_text_was_cut(app, db):
    filer, reader = files(app, "The one"), sign_in(app, paced("rita"))
    assert reader.post("/issues/1/follow").status_code == 302
    for number in range(MANY):
        says(filer, 1, f"Comment {number}. " + "word " * 1000 * (number == 1))
    assert filer.post("/issues/1/moves/withdraw", data={"reason": "It is settled."}).status_code == 302
    mails_to(app, "rita")
    with later(app, 8):
        mail = mails_to(app, "rita")[-1]
    assert mail.subject == f"[IGTF] Your week: {MANY + 1} acts"
    links, visitor = links_in(mail.text), app.test_client()
    assert links[:MANY] == [f"/comments/{number}" for number in range(1, MANY + 1)]
    assert len(links) == MANY + 1
    assert all(shows(visitor, path) for path in (links[0], links[1], *links[-2:]))
    assert mail.text.count("The text goes on: read the rest on the page.") == 1
    cut = mail.text.index("The text goes on")
    assert mail.text.index("Comment 1.") < cut < mail.text.index(f"{HERE}/comments/2\n")
    assert mail.text.index(f"{HERE}/comments/1\n") < mail.text.index("Comment 1.")


def test_the_link_of_a_mail_and_of_a_feed_leads_to_the_act_when_much_came_after_it(app, db):
    filer, reader = files(app, "The one"), sign_in(app, make_person("rita"))
    assert reader.post("/issues/1/follow").status_code == 302
    says(filer, 1, "The first.")
    mail = mails_to(app, "rita")[-1]
    visitor, (link,) = app.test_client(), links_in(mail.text)
    assert f'href="{HERE}{link}"' in mail.html
    fed = re.findall(rf'<link rel="alternate" type="text/html" href="{HERE}(/(?:comments|record)/[0-9]+)"/>',
                     visitor.get("/feeds/issues.atom").text)  # fmt: skip
    assert fed[0] == link == "/comments/1"
    assert len(fed) == 2
    for number in range(MANY):
        says(filer, 1, f"Comment {number}.")
    assert all(shows(visitor, path) for path in fed)


def test_a_mail_to_whom_a_hidden_issue_is_leads_them_there_and_others_to_what_is_left(app, db):
    filer = sign_in(app, make_person("ines"))
    assert filer.post("/issues/new", data=issue_form()).status_code == 302
    moderator = sign_in(app, make_person(roles=("moderator",)))
    assert moderator.post("/issues/1/moves/hide", data={"reason": "Spam."}).status_code == 302
    (link,) = links_in(mails_to(app, "ines")[-1].text)
    assert shows(filer, link)
    assert shows(moderator, link)
    for stranger in (app.test_client(), sign_in(app, make_person())):
        answer = stranger.get(link)
        assert answer.status_code == 410
        assert "Interconnection costs" not in answer.text
