"""A group with its draft in a last call, in which tests of calls act."""

from sqlalchemy import select

from igtf.consensus.models import Call
from igtf.core.clock import now
from igtf.core.db import session
from igtf.groups.states import GROUP
from igtf.record.by import by_clock
from igtf.record.models import Subject
from tests.consensus.test_openings import GROUP_FORM
from tests.drafts.samples import SHORT
from tests.factories import later, make_person, sign_in, tick

DRAFT = "/drafts/draft-igtf-costs-costs"
DECLARATION = {
    "result": "consensus", "decided": "The text goes on.", "dealt": "#1 was accommodated.",
    "tradeoffs": "Speed against detail.", "look_again": "New figures on costs.", "step": "done",
}  # fmt: skip


class World:
    """A group *costs* with a draft in last call; clients of its chair, its author, a member and a stranger."""

    def __init__(self, app):
        self.app = app
        council = make_person("member", roles=("council",))
        self.lead, self.writer = make_person("chair"), make_person("author")
        self.raiser, self.other = make_person("raiser"), make_person("other")
        self.chair, self.author = sign_in(app, self.lead), sign_in(app, self.writer)
        self.raises, self.helps = sign_in(app, self.raiser), sign_in(app, self.other)
        self.post(sign_in(app, council), "/groups/new/establish", GROUP_FORM)
        GROUP.commands["charter"](GROUP.load(council.id, "costs"), by=by_clock(now()))
        for client in (self.raises, self.helps):
            self.post(client, "/groups/costs/moves/join")
        self.source = SHORT.format(name="Author Exemplar")
        self.post(self.author, "/drafts/new", {"name": "costs", "source": self.source, "step": "done"})
        self.post(self.chair, "/drafts/draft-author-costs/moves/call-for-adoption",
                  {"group": "costs", "days": "14", "question": "Adopt?"})  # fmt: skip
        self.post(self.author, "/calls/1/moves/take-position", {"position": "support"})
        with later(app, 15):
            tick()
            said = DECLARATION | {"dealt": ""}
            self.post(self.chair, "/calls/1/moves/declare", said)
            self.post(self.chair, "/drafts/draft-author-costs/moves/adopt", {"name": "costs", "editors": "author"})
        self.post(self.chair, f"{DRAFT}/moves/group-last-call", {"days": "14", "question": "Ready?"})

    def post(self, client, path, data=None, status=302):
        answer = client.post(path, data=data or {})
        assert answer.status_code == status, answer.text
        return answer

    def revise(self, client, words, status=302):
        return self.post(
            client, f"{DRAFT}/moves/revise", {"source": self.source + f"\n{words}\n", "note": words}, status
        )

    def object(self, client, reason="Landlocked countries pay."):
        self.post(client, "/calls/2/moves/object", {"reason": reason, "change": "Add a section on costs."})


def call(ref="2") -> Call:
    session.rollback()
    return session.scalars(select(Call).join(Subject, Subject.id == Call.id).where(Subject.ref == ref)).one()
