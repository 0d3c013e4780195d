"""The first chapters: outcomes, issues, and what went to bodies that exist."""

from datetime import timedelta

from igtf.cli.demo.habits import DESK, answer, refer, send, waiting
from igtf.cli.demo.telling import Story


def outcomes_of_occasions(story: Story) -> None:
    """Outcomes of the IGF of 2013 and of the questionnaire on enhanced cooperation."""
    story.move_to(320)
    bali = [
        (
            "Main session on access",
            "Developing countries are under-represented where Internet policy is made",
            "Stakeholders of all groups from developing countries are under-represented in the existing institutions.",
        ),
        (
            "Main session on principles",
            "New issues do not have a natural home",
            "Social networks, cloud computing, the Internet of things and smart cities raise questions of policy "
            "that no organisation has taken up with all stakeholders.",
        ),
        (
            "Workshop on critical resources",
            "One government authorises changes to the root zone",
            "Publication of changes to the root zone still needs the authorisation of one government.",
        ),
        (
            "Main session on security",
            "Trust after the disclosures of surveillance",
            "What was disclosed in 2013 damaged trust. Several speakers asked for a discussion at the next forum.",
        ),
        (
            "Closing",
            "Interconnection is dearest where there is least of it",
            "Networks in landlocked countries pay transit through several neighbours.",
        ),
    ]
    for session_name, title, text in bali:
        story.act(
            DESK,
            "outcome",
            "enter",
            occasion="IGF 2013, Bali",
            year=2013,
            session_name=session_name,
            title=title,
            text=text,
        )
    baskets = (
        "The implementation of the Tunis Agenda",
        "A new mechanism, and how it would decide",
        "The role of stakeholders",
        "Developing countries",
        "Barriers to enhanced cooperation",
    )
    for number, title in enumerate(baskets, 1):
        story.act(
            DESK,
            "outcome",
            "enter",
            occasion="WGEC questionnaire 2013",
            year=2013,
            session_name=f"Basket {number}",
            title=title,
            text=f"The replies to the 18 questions were grouped into five baskets. This is basket {number}.",
        )
    story.move_to(316)
    _dispose(story)


def _dispose(story: Story) -> None:
    member = "ines"
    story.act(
        member,
        "outcome",
        "become-issue",
        story.thing("outcome", 1),
        language="en",
        layer="both",
        topic="digital-divide",
        title="Developing countries are under-represented where Internet policy is made",
        summary="Who helps stakeholders of developing countries to take part in existing institutions, before "
        "the questions are set?",
        source="IGF 2013, Bali",
    )
    story.act(
        member,
        "outcome",
        "become-issue",
        story.thing("outcome", 2),
        language="en",
        layer="both",
        topic="global-public-good",
        title="Emerging issues have no first home",
        summary="Where does an issue of Internet policy go that is in nobody's mandate yet, and who sits at that "
        "table?",
        source="IGF 2013, Bali",
        function="forum",
    )
    story.act(
        member,
        "outcome",
        "become-issue",
        story.thing("outcome", 3),
        language="en",
        layer="evolution",
        topic="root-zone",
        title="Who oversees changes to the root zone?",
        summary="Changes to the root zone are authorised by one government. Four models of oversight have been "
        "on the table since 2005. Which of them can people live with today?",
        source="IGF 2013, Bali",
        function="oversight",
    )
    story.act("otso", "outcome", "attach", story.thing("outcome", 9), issue=1, reason="The same question.")
    story.act(
        "otso",
        "outcome",
        "note",
        story.thing("outcome", 6),
        reason="It is about the past; the issues that follow from it are filed one by one.",
    )


def issues_of_the_first_weeks(story: Story) -> None:
    """Issues from participants, triaged by the members whose turn it is."""
    story.move_to(300)
    story.act(
        "mwana",
        "issue",
        "file",
        language="en",
        title="Interconnection costs keep landlocked countries off the exchange points",
        summary="Networks in landlocked developing countries pay transit through two or three neighbours before "
        "they reach an exchange point. Who can set principles for cross-border prices?",
        layer="evolution",
        topic="communications-infrastructure",
        source="Own experience",
        description="Three networks in our region counted what they pay.\n\n* Country A: 61 % of all costs\n"
        "* Country B: 48 %\n* Country C: 70 %\n\nThe exchange point next door is 300 km away.",
        affected="Landlocked developing countries of Africa and Asia",
        concerned="The regional association of regulators has a working text, which binds nobody.",
    )
    story.act(
        "noor",
        "issue",
        "file",
        language="en",
        title="Which law governs data that is stored in another country's cloud?",
        summary="Courts of two countries asked one provider for contradictory things about the same data.",
        layer="use",
        topic="jurisdiction",
        source="Own experience",
    )
    story.act(
        "fatou",
        "issue",
        "file",
        language="en",
        title="Networks are shut down without notice",
        summary="In emergencies networks are switched off without anybody being told why, where, or until when.",
        layer="use",
        topic="freedom-of-expression",
        source="Own experience",
    )
    story.act(
        "marta",
        "issue",
        "file",
        language="en",
        title="Nobody answers for the rules of intermediaries",
        summary="Platforms decide every day what may be said and sold. To whom can one turn about their rules?",
        layer="use",
        topic="intermediaries",
        source="Own experience",
    )
    story.act(
        "ivan",
        "issue",
        "file",
        language="en",
        title="My supplier sent the wrong router",
        summary="The shop does not answer. Can the council make them send the right one?",
        layer="use",
        topic="consumer-protection",
        source="Own experience",
    )
    story.act(
        "nandi",
        "issue",
        "file",
        language="en",
        title="Switching the network off in an emergency",
        summary="Networks are shut down during elections; hospitals do not know it in advance.",
        layer="use",
        topic="freedom-of-expression",
        source="Own experience",
    )
    for who in ("kwame", "samuel", "hana", "diego", "fatou", "sione", "minh"):
        story.act(who, "issue", "support", story.thing("issue", 4))
    story.say(
        "samuel",
        story.thing("issue", 4),
        "The association's working text of 2012 should be attached, so that the body does not begin anew.",
    )
    story.move_to(297)
    _look_at(story)


def _look_at(story: Story) -> None:
    for number, reason in (
        (1, "It was asked for in two sessions."),
        (2, "Nobody has it in a mandate."),
        (3, "It has been open since 2005."),
        (4, "The figures are there."),
        (5, "Two courts have been involved."),
        (6, "It happens every month."),
        (7, "Every region asks it."),
    ):
        issue = story.thing("issue", number)
        story.act(story.assigned(issue), "issue", "accept", issue, reason=reason)
    double = story.thing("issue", 9)
    story.act(story.assigned(double), "issue", "merge", double, other=6, reason="It asks the same.")
    shop = story.thing("issue", 8)
    story.act(
        story.assigned(shop),
        "issue",
        "propose-decline",
        shop,
        reason="It is between a buyer and a shop, and no question of public policy.",
    )


def referrals_and_answers(story: Story) -> None:
    """Two issues go to bodies that exist: one is answered, one is overdue."""
    story.move_to(290)
    story.act(
        DESK,
        "body",
        "add-contact",
        story.thing("body", "cstd"),
        name="Contact of the commission",
        role="liaison",
        email="liaison@cstd.bodies.example",
        language="en",
        evidence="Named by letter.",
    )
    for slug in ("itu", "itu-d", "igf", "mag", "hrc", "isoc", "i-j"):
        story.act(
            DESK,
            "body",
            "add-contact",
            story.thing("body", slug),
            name="Contact of the body",
            role="liaison",
            email=f"liaison@{slug}.bodies.example",
            language="en",
            evidence="Named by mail of the body.",
        )
    refer(
        story,
        1,
        "itu-d",
        "Taking part from developing countries",
        "Please tell us what you offer to people who want to bring an issue for the first time, and what you could "
        "add.",
        "Hold a course for people who bring an issue for the first time.",
        days=60,
    )
    refer(
        story,
        4,
        "itu",
        "Interconnection costs of landlocked countries",
        "Please consider principles for the prices of cross-border interconnection.",
        "Propose principles for the prices of cross-border interconnection.",
        days=60,
    )
    story.move_to(282)
    for _number in range(2):
        send(story, waiting(story, "statement", "draft"))
    story.move_to(250)
    answer(
        story,
        story.thing("statement", 1),
        "by-date",
        due=(story.today - timedelta(days=120)).date().isoformat(),
        text="A first course will be held in two languages.",
    )
    story.move_to(118)
    answer(story, story.thing("statement", 1), "done", text="The course took place: https://course.example/report")
    story.act(DESK, "statement", "close", story.thing("statement", 1), evidence="Report: https://course.example/report")


CHAPTERS = (
    outcomes_of_occasions,
    issues_of_the_first_weeks,
    referrals_and_answers,
)
