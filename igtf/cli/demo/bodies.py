"""Bodies and letters: an entry that somebody corrects, a second statement to a body, and what bodies send us."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

from igtf.cli.demo.habits import DESK, send
from igtf.cli.demo.telling import Story
from igtf.routing.choices import entry_of


def _file(name: str, text: str, title: str = "") -> dict[str, Any]:
    return {"file": {"name": name, "base64": b64encode(text.encode()).decode()}, "title": title}


def _day(story: Story, ahead: int) -> str:
    return (story.today + timedelta(days=ahead)).date().isoformat()


def letters_of_bodies(story: Story) -> None:
    """An entry in the list of bodies is corrected, one body is asked again and answers in part, and two write to us."""
    story.move_to(40)
    courses = story.thing("body", "itu-d")
    story.act(
        "sione", "body", "propose-change", courses,
        **entry_of(courses) | {"members": "the same states as ITU, and members of its own"},
        reason="Whom it speaks for was missing.", source="https://itu-d.bodies.example/members",
    )  # fmt: skip
    story.act(DESK, "body-change", "approve", story.newest("body-change"))
    story.act(
        "sione", "body-change", "propose", acronym="EXAR", name="Example Association of Regulators", slug="exar",
        kind="intergovernmental", mandate="Regulators of one region compare the prices of interconnection.",
        topics="interconnection", members="11 regulators",
        reason="Issue 4 names its working text, and it cannot be asked while it is not listed.",
        source="https://exar.bodies.example",
    )  # fmt: skip
    story.act(
        "ines", "statement", "draft", sender="council", body="itu-d", purpose="comment",
        subject="What a second course should teach",
        text="Those who took the first course ask for a second, on how issues are brought.\n\nWhat would you teach?",
        asks=[{"text": "Name the three subjects that you would teach first."},
              {"text": "Say in which languages.", "deadline": _day(story, 45)}],
        contacts="Ines, member of the clearing house", cc=["cstd"], related="LS-1",
        attachments=[{"url": "#1"}],
        files=[_file("first-course.csv", "hour,subject\n1,What peering is\n2,Who pays for the path\n",
                     "What the first course taught")],
        deadline=_day(story, 20),
    )  # fmt: skip
    sent = story.newest("statement")
    send(story, sent)
    story.move_to(34)
    story.act(DESK, "statement", "in-process", sent, reference="D/2/117", evidence="Mail of the contact.")
    story.act(
        DESK, "statement", "receive", body="cstd", purpose="comment", subject="On issues without a first home",
        text="The commission reads this with interest.\n\nIt would help to say who calls first.",
        about="#2", reference="CSTD/26/31", evidence="Letter on file.",
        files=[_file("calls-first.md", "# Who calls first\n\nThe secretariat of the forum that heard of it.\n")],
    )  # fmt: skip
    story.act("ines", "statement", "attach", story.newest("statement"), matter="#2")
    story.move_to(12)
    story.act(
        DESK, "statement", "answer", sent, evidence="Mail of the contact.",
        answers=[{"answer": "comments", "text": "Who pays for the path, how a draft is read, and how to object."},
                 {"answer": ""}],
    )  # fmt: skip
    story.move_to(1)
    story.act(
        DESK, "statement", "receive", body="itu-d", purpose="action", subject="Who should teach with us?",
        text="We look for two people who brought an issue themselves, to teach with us in spring.",
        asks=[{"text": "Name two people.", "deadline": _day(story, 35)},
              {"text": "Say in which languages they can teach.", "deadline": _day(story, 21)},
              {"text": "Send what the first course taught."}],
        deadline=_day(story, 50), about="#1", evidence="Letter on file.",
    )  # fmt: skip
    asked = story.newest("statement")
    story.act(
        "ines", "statement", "respond", asked, sender="council", purpose="response",
        subject="Who should teach with us?",
        text="Thank you for asking. Whom to name, the council discusses at its next meeting.",
        answers=[{"answer": "by-date", "due": _day(story, 45)}, {"answer": ""},
                 {"answer": "done", "text": f"It went along with LS-{sent.subject.ref}."}],
    )  # fmt: skip
    send(story, story.newest("statement"))


CHAPTERS = (letters_of_bodies,)
