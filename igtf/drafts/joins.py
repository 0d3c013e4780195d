"""What drafts give to what is below."""

from sqlalchemy import delete, select

from igtf.core.db import session
from igtf.discussion.audiences import STANDS_FOR
from igtf.discussion.parts import PARTS
from igtf.drafts.editing import end_editors
from igtf.drafts.models import (
    Ask,
    AskAnswer,
    Commitment,
    Draft,
    DraftAuthor,
    DraftComparison,
    DraftReplacement,
    Paragraph,
    Recommendation,
    Revision,
)
from igtf.drafts.paragraphs import PARAGRAPH
from igtf.drafts.replacing import forget_agreed
from igtf.drafts.text import parse
from igtf.drafts.waiving import waived_with_account
from igtf.drafts.whose import authors_own
from igtf.drafts.writers import writers_of
from igtf.groups.handing import FREED
from igtf.people.secretariat import ALSO_ENDS
from igtf.record.appealable import OWN
from igtf.record.references import SHOWN_TEXTS
from igtf.record.texts import COPIES, MADE, MAILED, WRITTEN, Texts, through

OWN |= dict.fromkeys(("draft.park", "draft.unpark", "draft.withdraw", "draft.replace"), authors_own)
SHOWN_TEXTS += [
    select(Draft.id, Revision.html).join(Revision, Revision.id == Draft.current_id),
    select(Recommendation.id, Recommendation.html),
]
COPIES += [
    lambda draft: select(Recommendation.id).join(Revision, Revision.id == Recommendation.revision_id)
    .where(Revision.draft_id == draft),
    lambda made: select(Revision.draft_id).join(Recommendation, Recommendation.revision_id == Revision.id)
    .where(Recommendation.id == made),
]  # fmt: skip
MADE.append(lambda ids: delete(DraftComparison).where(
    through(DraftComparison.to_id, Revision.id, Revision.draft_id)(ids)
    | through(DraftComparison.from_id, Revision.id, Revision.draft_id)(ids)
))  # fmt: skip
MAILED["authorship"] = lambda ids: select(Draft.id).where(Draft.id.in_(ids))
WRITTEN += [
    Texts(Draft, Draft.id.in_, "abbrev write_up"),
    Texts(Revision, Revision.draft_id.in_, "title abstract source text addressees keywords asks note toc",
          {"html": "source"}, check=lambda row: parse(row["source"])),
    Texts(Paragraph, Paragraph.draft_id.in_, "text anchor"),
    Texts(DraftAuthor, DraftAuthor.draft_id.in_, "name organisation"),
    Texts(DraftReplacement, DraftReplacement.new_id.in_, "reason"),
    Texts(DraftReplacement, DraftReplacement.old_id.in_, "reason"),
    Texts(Recommendation, Recommendation.id.in_, "abstract text toc", {"html": ""}),
    Texts(Ask, Ask.recommendation_id.in_, "addressee action shown_by answer evidence"),
    Texts(AskAnswer, through(AskAnswer.ask_id, Ask.id, Ask.recommendation_id), "text evidence"),
    Texts(Commitment, through(Commitment.ask_id, Ask.id, Ask.recommendation_id), "organisation what told evidence"),
]  # fmt: skip
STANDS_FOR["draft"] = lambda draft, _whole: [row.person for row in session.execute(writers_of([draft]))]
PARTS["draft"] = PARAGRAPH
ALSO_ENDS.append(waived_with_account)
FREED += [lambda draft_id, _by: forget_agreed(draft_id), end_editors]
