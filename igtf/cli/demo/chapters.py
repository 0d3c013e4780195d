"""The chapters of the story, in the order of their days."""

from datetime import timedelta
from typing import Any

from igtf.cli.demo import texts
from igtf.cli.demo.cast import CAST, renew_the_council
from igtf.cli.demo.telling import Story

DESK = "secretariat-desk"
MEMBERS = [player.handle for player in CAST if player.council]


def outcomes_of_occasions(story: Story) -> None:
    """Outcomes of the IGF of 2013 and of the questionnaire on enhanced cooperation."""
    story.move_to(320)
    bali = [
        ("Main session on access", "Developing countries are under-represented where Internet policy is made",
         "Stakeholders of all groups from developing countries are under-represented in the existing institutions."),
        ("Main session on principles", "New issues do not have a natural home",
         "Social networks, cloud computing, the Internet of things and smart cities raise questions of public policy "
         "that no organisation has taken up with all stakeholders."),
        ("Workshop on critical resources", "One government authorises changes to the root zone",
         "Publication of changes to the root zone still needs the authorisation of one government."),
        ("Main session on security", "Trust after the disclosures of surveillance",
         "What was disclosed in 2013 damaged trust. Several speakers asked for a discussion at the next forum."),
        ("Closing", "Interconnection is dearest where there is least of it",
         "Networks in landlocked countries pay transit through several neighbours."),
    ]  # fmt: skip
    for session_name, title, text in bali:
        story.act(DESK, "outcome", "enter", occasion="IGF 2013, Bali", year=2013, session_name=session_name,
                  title=title, text=text)  # fmt: skip
    baskets = ("The implementation of the Tunis Agenda", "A new mechanism, and how it would decide",
               "The role of stakeholders", "Developing countries", "Barriers to enhanced cooperation")  # fmt: skip
    for number, title in enumerate(baskets, 1):
        story.act(DESK, "outcome", "enter", occasion="WGEC questionnaire 2013", year=2013,
                  session_name=f"Basket {number}", title=title,
                  text=f"The replies to the 18 questions were grouped into five baskets. This is basket {number}.")  # fmt: skip
    story.move_to(316)
    _dispose(story)


def _dispose(story: Story) -> None:
    member = "ines"
    story.act(member, "outcome", "become-issue", story.thing("outcome", 1), layer="both", topic="digital-divide",
              title="Developing countries are under-represented where Internet policy is made",
              summary="Who helps stakeholders of developing countries to take part in existing institutions, before "
                      "the questions are set?", source="IGF 2013, Bali")  # fmt: skip
    story.act(member, "outcome", "become-issue", story.thing("outcome", 2), layer="both", topic="internet-of-things",
              title="Emerging issues have no first home",
              summary="Where does an issue of Internet policy go that is in nobody's mandate yet, and who sits at that "
                      "table?", source="IGF 2013, Bali", function="forum")  # fmt: skip
    story.act(member, "outcome", "become-issue", story.thing("outcome", 3), layer="evolution", topic="root-zone",
              title="Who oversees changes to the root zone?",
              summary="Changes to the root zone are authorised by one government. Four models of oversight have been "
                      "on the table since 2005. Which of them can people live with today?",
              source="IGF 2013, Bali", function="oversight")  # fmt: skip
    story.act(member, "outcome", "suggest", story.thing("outcome", 4),
              reason="It asks for a discussion, which is the programme committee's to plan.")  # fmt: skip
    story.act("otso", "outcome", "attach", story.thing("outcome", 9), issue=1, reason="The same question.")
    story.act("otso", "outcome", "note", story.thing("outcome", 6),
              reason="It is about the past; the issues that follow from it are filed one by one.")  # fmt: skip


def issues_of_the_first_weeks(story: Story) -> None:
    """Issues from participants, triaged by the members whose turn it is."""
    story.move_to(300)
    story.act("mwana", "issue", "file", title="Interconnection costs keep landlocked countries off the exchange points",
              summary="Networks in landlocked developing countries pay transit through two or three neighbours before "
                      "they reach an exchange point. Who can set principles for cross-border prices?",
              layer="evolution", topic="communications-infrastructure", source="Own experience",
              description="Three networks in our region counted what they pay.\n\n* Country A: 61 % of all costs\n"
                          "* Country B: 48 %\n* Country C: 70 %\n\nThe exchange point next door is 300 km away.",
              affected="Landlocked developing countries of Africa and Asia",
              concerned="The regional association of regulators has a working text, which binds nobody.")  # fmt: skip
    story.act("noor", "issue", "file", title="Which law governs data that is stored in another country's cloud?",
              summary="Courts of two countries asked one provider for contradictory things about the same data.",
              layer="use", topic="jurisdiction", source="Own experience")  # fmt: skip
    story.act("fatou", "issue", "file", title="Networks are shut down without notice",
              summary="In emergencies networks are switched off without anybody being told why, where, or until when.",
              layer="use", topic="freedom-of-expression", source="Own experience")  # fmt: skip
    story.act("marta", "issue", "file", title="Nobody answers for the rules of intermediaries",
              summary="Platforms decide every day what may be said and sold. To whom can one turn about their rules?",
              layer="use", topic="intermediaries", source="Own experience")  # fmt: skip
    story.act("ivan", "issue", "file", title="My supplier sent the wrong router",
              summary="The shop does not answer. Can the council make them send the right one?",
              layer="use", topic="consumer-protection", source="Own experience")  # fmt: skip
    story.act("nandi", "issue", "file", title="Switching the network off in an emergency",
              summary="Networks are shut down during elections; hospitals do not know it in advance.",
              layer="use", topic="freedom-of-expression", source="Own experience")  # fmt: skip
    for who in ("kwame", "samuel", "hana", "diego", "fatou", "sione", "minh"):
        story.act(who, "issue", "support", story.thing("issue", 4))
    story.say("samuel", story.thing("issue", 4),
              "The association's working text of 2012 should be attached, so that the body does not begin anew.")  # fmt: skip
    story.move_to(297)
    for number, reason in ((1, "It was asked for in two sessions."), (2, "Nobody has it in a mandate."),
                           (3, "It has been open since 2005."), (4, "The figures are there."),
                           (5, "Two courts have been involved."), (6, "It happens every month."),
                           (7, "Every region asks it.")):  # fmt: skip
        issue = story.thing("issue", number)
        story.act(story.assigned(issue), "issue", "accept", issue, reason=reason)
    double = story.thing("issue", 9)
    story.act(story.assigned(double), "issue", "merge", double, other=6, reason="It asks the same.")
    shop = story.thing("issue", 8)
    story.act(story.assigned(shop), "issue", "propose-decline", shop,
              reason="It is between a buyer and a shop, and no question of public policy.")  # fmt: skip


def referrals_and_answers(story: Story) -> None:
    """Two issues go to bodies that exist: one is answered, one is overdue."""
    story.move_to(290)
    story.act(DESK, "body", "add-contact", story.thing("body", "cstd"), name="Contact of the commission",
              role="liaison", email="liaison@cstd.bodies.example", language="en", evidence="Named by letter.")  # fmt: skip
    for slug in ("itu", "itu-d", "igf", "hrc", "isoc", "i-j"):
        story.act(DESK, "body", "add-contact", story.thing("body", slug), name="Contact of the body", role="liaison",
                  email=f"liaison@{slug}.bodies.example", language="en", evidence="Named by mail of the body.")  # fmt: skip
    _refer(story, 1, "itu-d", "Taking part from developing countries",
           "Please tell us what you offer to people who want to bring an issue for the first time, and what you could "
           "add.", days=60)  # fmt: skip
    _refer(story, 4, "itu", "Interconnection costs of landlocked countries",
           "Please consider principles for the prices of cross-border interconnection.", days=60)  # fmt: skip
    story.move_to(282)
    for _number in range(2):
        _send(story, _waiting(story, "statement", "draft"))
    story.move_to(250)
    _answer(story, story.thing("statement", 1), "by-date", date=(story.today - timedelta(days=120)).date().isoformat(),
            text="A first course will be held in two languages.")  # fmt: skip
    story.move_to(118)
    _answer(story, story.thing("statement", 1), "done", text="The course took place: https://course.example/report")
    story.act(DESK, "statement", "close", story.thing("statement", 1), evidence="Report: https://course.example/report")


def _waiting(story: Story, kind: str, state: str) -> Any:
    from sqlalchemy import select

    from igtf.core.db import session
    from igtf.record.models import Subject

    ref = session.scalar(
        select(Subject.ref).where(Subject.kind == kind, Subject.state == state).order_by(Subject.id).limit(1)
    )
    return story.thing(kind, str(ref))


def _refer(story: Story, number: int, body: str, subject: str, text: str, days: int) -> None:
    issue = story.thing("issue", number)
    story.act(story.assigned(issue), "issue", "propose-referral", issue, body=body, purpose="action", subject=subject,
              text=text, deadline=(story.at + timedelta(days=days)).date().isoformat(),
              reason="Its mandate names the matter.")  # fmt: skip


def _send(story: Story, statement: Any, approver: str = "ines") -> None:
    story.act(approver, "statement", "approve", statement)
    story.act(DESK, "statement", "send", statement, channel="mail")


def _answer(story: Story, statement: Any, answer: str, **given: str) -> None:
    story.act(DESK, "statement", "answer", statement, evidence="Letter of the body, on file.",
              answers=[{"answer": answer, **given}])  # fmt: skip


def a_group_for_emerging_issues(story: Story) -> None:
    """An issue without a home: the finding, a proposed group, its BoF and its charter."""
    story.move_to(281)
    home = story.thing("issue", 2)
    story.act(story.assigned(home), "issue", "propose-finding", home, bodies=[
        {"body": "IGF", "reason": "It discusses, and has no way to take an issue further."},
        {"body": "CSTD", "reason": "It follows up on what exists, and its members are States."},
        {"body": "ITU", "reason": "Its mandate ends at the networks."},
    ], reason="Each could do a part; none can take care of an issue before it is in somebody's mandate.")  # fmt: skip
    rules = story.thing("issue", 7)
    story.act(story.assigned(rules), "issue", "propose-finding", rules, bodies=[
        {"body": "UNESCO", "reason": "It has guidelines, and no way to hear a case."},
        {"body": "I&J", "reason": "It discusses jurisdiction, not the rules themselves."},
        {"body": "GNI", "reason": "Only its members are bound."},
    ], reason="Nobody can be turned to.")  # fmt: skip
    story.move_to(272)
    group = story.act("amadou", "group", "propose", acronym="newiss", title="New issues without a home", issues="2",
                      summary="How issues that are in nobody's mandate find a first table, with everyone at it.",
                      charter=texts.CHARTER, second="mwana", chairs="amadou, rania")  # fmt: skip
    writers = ("mwana", "hana", "fatou", "rania")
    for who in (*writers, "kwame", "samuel", "diego", "chen", "marta", "nandi", "sione", "minh"):
        story.act(who, "group", "support", group, would="write" if who in writers else "review")
    story.move_to(266)
    story.act("noor", "group", "volunteer", group)
    story.act("noor", "group", "approve-bof", group)
    story.move_to(252)
    story.act("noor", "group", "start-chartering", group, understood="Yes: two meetings agreed on what is missing.",
              people="Fourteen, four of whom write.", formed="Yes; nobody spoke against it.")  # fmt: skip
    story.move_to(240)
    story.act("noor", "group", "to-ballot", group)
    _vote(story, story.newest("ballot"), yes=MEMBERS[::2], no_objection=MEMBERS[1::2])
    story.move_to(218)
    story.act("amadou", "issue", "take-up", story.thing("issue", 2), group="newiss",
              paragraph="Scope: how issues that no existing body can take care of find a first home.")  # fmt: skip
    for who in ("ivan", "ximena", "tala", "leila"):
        story.act(who, "group", "join", story.thing("group", "newiss"))


def _vote(story: Story, ballot: Any, *, yes: list[str], no_objection: list[str]) -> None:
    """Let members take positions; an author's own member is recused by the ballot itself."""
    for who in yes:
        story.act(who, "ballot", "take-position", ballot, value="yes")
    for who in no_objection:
        story.act(who, "ballot", "take-position", ballot, value="no-objection")


def the_first_recommendation(story: Story) -> None:
    """Two revisions, a last call with objections dealt with, a Discuss cleared, and R-1 with its answers."""
    due = (story.today + timedelta(days=200)).date().isoformat()
    first = {"issue": 2, "due": due, "opening": "", "footing": ""}
    story.move_to(214)
    draft = story.act("amadou", "draft", "submit", topic="first-home", note="First text.",
                      source=texts.DRAFT_HOME.format(**first))  # fmt: skip
    _adopt(story, draft, "first-home", "amadou")
    story.move_to(190)
    second = first | {"opening": "Each waited between four and nine years.", "footing": "Remote people speak first."}
    story.act("amadou", "draft", "revise", draft, note="Says how long issues waited; remote participation.",
              source=texts.DRAFT_HOME.format(**second))  # fmt: skip
    _last_call(story, draft)
    _council(story, draft)
    story.move_to(120)
    renew_the_council(story)
    story.move_to(88)
    story.act(DESK, "draft", "publish", draft)
    story.move_to(86)
    for ref in (3, 4):
        _send(story, story.thing("statement", ref))
    story.move_to(45)
    _answer(story, story.thing("statement", 3), "by-date", date=(story.today + timedelta(days=90)).date().isoformat(),
            text="The programme committee will keep a standing session.")  # fmt: skip


def _adopt(story: Story, draft: Any, topic: str, editor: str) -> None:
    story.act("rania", "draft", "call-for-adoption", draft, group="newiss", days=14,
              question="Shall the group take this text as the ground of its work?")  # fmt: skip
    call = story.newest("call")
    for who in ("mwana", "hana", "fatou", "kwame", "diego"):
        story.act(who, "call", "take-position", call, position="support")
    story.move_to(_days_ago(story) - 15)
    _declare(story, call, "full-consensus", "The text is adopted.", "There were none.")
    story.act("rania", "draft", "adopt", draft, topic=topic, editors=editor)


def _days_ago(story: Story) -> int:
    return (story.today - story.at).days + 1


def _declare(story: Story, call: Any, result: str, decided: str, dealt: str) -> None:
    story.act("rania", "call", "declare", call, result=result, decided=decided, dealt=dealt,
              tradeoffs="Little was asked, so that it can be done soon.",
              look_again="If a year passes and no issue was taken up.")  # fmt: skip


def _last_call(story: Story, draft: Any) -> None:
    story.move_to(188)
    story.act("rania", "draft", "group-last-call", draft, days=14, question="Is the text ready for the council?")
    call = story.newest("call")
    for who, position in (("mwana", "support"), ("hana", "support"), ("fatou", "support"), ("kwame", "can-live-with"),
                          ("minh", "support"), ("samuel", "support"), ("sione", "support"), ("ximena", "support"),
                          ("ivan", "can-live-with"), ("chen", "need-time"), ("leila", "abstain")):  # fmt: skip
        story.act(who, "call", "take-position", call, position=position)
    story.act("marta", "call", "object", call, reason="A session at a forum is not a home: nothing follows from it.",
              change="Ask for a report of what became of each issue.")  # fmt: skip
    story.act("diego", "call", "object", call, reason="Small companies cannot prepare a session.",
              change="Let anyone hand an issue in with one page.")  # fmt: skip
    first, second = story.thing("objection", 1), story.thing("objection", 2)
    story.act("nandi", "objection", "second", first)
    story.move_to(176)
    story.act("rania", "objection", "answer", first, answer="The second ask, to the commission, is that report.")
    story.act("amadou", "objection", "answer", second, answer="The session is prepared for whoever hands in a page.")
    story.act("rania", "objection", "accommodate", first, in_revision=1, reason="The ask to report was made clearer.")
    story.act("diego", "objection", "retract", second, position="can-live-with", reason="One page is enough.")
    story.move_to(172)
    _declare(story, call, "consensus", "The text goes to the council.",
             "One objection was accommodated, one retracted after the answer.")  # fmt: skip
    story.act("rania", "draft", "write-up", draft, asks="Two small things of two bodies.",
              openness="Eleven positions from four groups; the silent were asked by mail.",
              objections="Two, both dealt with.", feasibility="Both bodies do something like it already.",
              shepherd="hana")  # fmt: skip
    story.act("rania", "draft", "submit-to-council", draft)


def _council(story: Story, draft: Any) -> None:
    story.move_to(168)
    story.act("noor", "draft", "council-last-call", draft, days=14, question="Shall the council recommend this?")
    call = story.newest("call")
    for who in ("wanjiru", "asha", "lucia", "tala", "bogdan", "elena"):
        story.act(who, "call", "take-position", call, position="support")
    story.move_to(152)
    story.act("noor", "call", "declare", call, result="consensus", decided="It goes to the ballot.",
              dealt="No objection was raised.", tradeoffs="None were named.", look_again="If a body declines.")  # fmt: skip
    story.act("noor", "draft", "to-ballot", draft, came_in="Six positions in support; a typing error was mended.")
    ballot = story.newest("ballot")
    _vote(story, ballot, yes=MEMBERS[2:16], no_objection=[who for who in MEMBERS[17:] if who != "amadou"])
    story.act("claire", "ballot", "take-position", ballot, value="discuss", ground="unclear",
              text="Who prepares the session in the first year?")  # fmt: skip
    story.move_to(140)
    story.say(
        "amadou", ballot, "Whoever proposed the issue, with two people of other groups: it is in the third section."
    )
    story.act("claire", "ballot", "take-position", ballot, value="yes")
    story.move_to(130)


def the_oversight_models(story: Story) -> None:
    """A correspondence group on the root zone, with a report due and a poll of the four models."""
    story.move_to(80)
    due = (story.today + timedelta(days=30)).date().isoformat()
    group = story.act("bogdan", "group", "establish", acronym="roots", title="Oversight of the root zone",
                      kind="correspondence", summary="Which of the four models of 2005 can people live with today?",
                      mandate=texts.MANDATE, report_due=due, chairs="bogdan, nandi")  # fmt: skip
    story.act("bogdan", "group", "to-ballot", group)
    _vote(story, story.newest("ballot"), yes=MEMBERS[:16], no_objection=MEMBERS[16:])
    story.move_to(58)
    story.act("bogdan", "issue", "take-up", story.thing("issue", 3), group="roots",
              paragraph="Sort what was said about oversight, and report which model people could live with.")  # fmt: skip
    story.move_to(9)
    group = story.thing("group", "roots")
    story.act("bogdan", "group", "poll-options", group, days=18,
              question="Which model of oversight comes closest to what you could live with?",
              options="Status quo: no new oversight\nStatus quo plus: an intergovernmental council oversees, others run it\n"
                      "Status quo plus plus: a new organisation of the United Nations\n"
                      "Status quo minus: the special role of one government ends, nothing replaces it")  # fmt: skip
    poll = story.newest("call")
    for who, wishes in (("mwana", "lrlp"), ("hana", "plrl"), ("fatou", "rllp"), ("kwame", "plrr"), ("sione", "rpll"),
                        ("chen", "rplr"), ("ximena", "lrrp"), ("anke", "plrl"), ("asha", "rplr"), ("yuki", "llrp"),
                        ("tala", "rrlp"), ("minh", "plrl")):  # fmt: skip
        words = {"p": "prefer", "l": "can-live-with", "r": "reject"}
        story.act(who, "call", "choose", poll,
                  choices=[{"option": n, "value": words[w]} for n, w in enumerate(wishes, 1)])  # fmt: skip


def what_is_open_today(story: Story) -> None:
    """A ballot, a last call and a call for adoption that are open today; a group that gathers support."""
    due = (story.today + timedelta(days=300)).date().isoformat()
    story.move_to(78)
    capacity = story.act("mwana", "draft", "submit", topic="first-day", note="First text.",
                         source=texts.DRAFT_CAPACITY.format(issue=1, due=due, change=""))  # fmt: skip
    _adopt(story, capacity, "first-day", "mwana")
    story.move_to(56)
    story.act("rania", "draft", "group-last-call", capacity, days=14, question="Is the text ready for the council?")
    call = story.newest("call")
    for who in ("hana", "fatou", "kwame", "diego", "minh", "samuel", "sione", "nandi"):
        story.act(who, "call", "take-position", call, position="support")
    story.move_to(41)
    _declare(story, call, "full-consensus", "The text goes to the council.", "There were none.")
    story.act("rania", "draft", "write-up", capacity, asks="A course and hubs.", openness="Nine positions.",
              objections="None.", feasibility="The addressees offer something like it.", shepherd="hana")  # fmt: skip
    story.act("rania", "draft", "submit-to-council", capacity)
    story.move_to(39)
    story.act("noor", "draft", "council-last-call", capacity, days=14, question="Shall the council recommend this?")
    call = story.newest("call")
    story.act("tala", "call", "take-position", call, position="support")
    story.move_to(24)
    story.act("noor", "call", "declare", call, result="consensus", decided="It goes to the ballot.",
              dealt="No objection was raised.", tradeoffs="None.", look_again="If no course takes place.")  # fmt: skip
    story.move_to(16)
    story.act("noor", "draft", "to-ballot", capacity, came_in="One position in support, nothing to change.")
    ballot = story.newest("ballot")
    _vote(story, ballot, yes=MEMBERS[0:14], no_objection=[*MEMBERS[18:22], *MEMBERS[22:25], *MEMBERS[26:29]])
    story.act("otso", "ballot", "take-position", ballot, value="discuss", ground="addressee",
              text="A course in six languages within a year is not feasible for the addressee.")  # fmt: skip
    story.say("mwana", ballot, "Two languages in the first year would be fine with the group.")
    _calls_of_today(story)
    _gathering(story)


def _calls_of_today(story: Story) -> None:
    story.move_to(30)
    terms = story.act("hana", "draft", "submit", topic="terms", note="First text.",
                      source=texts.DRAFT_TERMS.format(issue=2))  # fmt: skip
    _adopt(story, terms, "terms", "hana")
    story.move_to(11)
    story.act("rania", "draft", "group-last-call", terms, days=14, question="Is the glossary ready for the council?")
    call = story.newest("call")
    for who, position in (("mwana", "support"), ("kwame", "support"), ("diego", "support"), ("minh", "can-live-with"),
                          ("fatou", "support"), ("nandi", "can-live-with"), ("samuel", "support"), ("chen", "support"),
                          ("leila", "need-time")):  # fmt: skip
        story.act(who, "call", "take-position", call, position=position)
    story.act("sione", "call", "object", call, reason="Governments meant a third thing by 'respective roles'.",
              change="Add what the replies of governments said.")  # fmt: skip
    story.move_to(6)
    shutdown = story.act("fatou", "draft", "submit", topic="shutdown-notice", note="First text.",
                         source=texts.DRAFT_SHUTDOWN.format(issue=6))  # fmt: skip
    story.act("rania", "draft", "call-for-adoption", shutdown, group="newiss", days=14,
              question="Shall the group take this text up?")  # fmt: skip
    call = story.newest("call")
    for who in ("nandi", "ximena", "hana"):
        story.act(who, "call", "take-position", call, position="support")


def _gathering(story: Story) -> None:
    story.move_to(5)
    group = story.act("marta", "group", "propose", acronym="rules", title="Rules of intermediaries", issues="7",
                      summary="To whom can people turn about the rules of platforms, and what must such a place have?",
                      charter="# Scope\n\nWhat a place has to have to which people can turn about rules of platforms.",
                      second="noor", chairs="marta, ivan")  # fmt: skip
    for who in ("noor", "nandi", "ivan", "diego", "hana", "ximena"):
        story.act(who, "group", "support", group, would="write" if who in ("noor", "ivan") else "follow")
    story.move_to(4)
    cloud = story.thing("issue", 5)
    story.act(story.assigned(cloud), "issue", "propose-referral", cloud, body="i-j", purpose="comment",
              subject="Data in another country's cloud", text="Please tell us how you would approach it.",
              reason="It brings the parties to a table.")  # fmt: skip
    story.move_to(3)
    story.act("chen", "issue", "file", title="Who speaks for small islands when cables are planned?",
              summary="Cable routes are planned without the islands they pass. Who can set a rule for landing rights?",
              layer="evolution", topic="communications-infrastructure", source="Own experience")  # fmt: skip
    story.act("diego", "issue", "file", title="Smart cities share data without asking",
              summary="Cities buy sensors whose makers keep the data. Which rules should cities ask for?",
              layer="use", topic="internet-of-things", source="Own experience")  # fmt: skip
    sensors = story.newest("issue")
    story.move_to(2)
    story.act(
        story.assigned(sensors), "issue", "ask", sensors, question="Which cities, and is there a contract to look at?"
    )
    resolved = story.thing("issue", 1)
    story.move_to(1)
    story.act(story.assigned(resolved), "issue", "resolve", resolved, result="in part",
              done="A first course took place in two languages.", evidence="https://course.example/report")  # fmt: skip


CHAPTERS = (
    outcomes_of_occasions, issues_of_the_first_weeks, referrals_and_answers, a_group_for_emerging_issues,
    the_first_recommendation, the_oversight_models, what_is_open_today,
)  # fmt: skip
