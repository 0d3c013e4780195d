"""What reviews give to what is below."""

from sqlalchemy import select

from igtf.discussion.moderating import AROUND
from igtf.drafts.states import DRAFT
from igtf.people.secretariat import ALSO_ENDS
from igtf.record.about import ABOUT
from igtf.record.references import SHOWN_TEXTS
from igtf.record.texts import WRITTEN, Texts
from igtf.reviews.commands import pass_on_with_account, wait_for_draft
from igtf.reviews.models import Review

ABOUT["review"] = (Review.draft_id, ())
SHOWN_TEXTS += [select(Review.id, Review.html), select(Review.id, Review.answer_html)]
WRITTEN.append(Texts(Review, Review.id.in_, "note text answer", {"html": "text", "answer_html": "answer"}))
ALSO_ENDS.append(pass_on_with_account)
AROUND[DRAFT.kind] = wait_for_draft
