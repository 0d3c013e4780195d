"""What has to go from dissent goes from whatever the program said the same in: entries, positions, letters, agendas."""

from igtf.core.command import rehearsed
from igtf.core.db import session
from igtf.core.text.plaintext import shorten
from igtf.discussion.removing import remove
from igtf.record.models import Subject
from tests.discussion.test_removing import found_in, held


def test_nothing_keeps_the_words_of_dissent_once_they_go_from_it(story):
    with story.app_context():
        said = [
            (subject.id, shorten(text, 90).removesuffix("…").rstrip())
            for subject in session.query(Subject).filter(Subject.kind.in_(("objection", "minority")))
            for text in (subject.title, subject.summary)
        ]
        session.rollback()
        assert any("statement.sent_text" in held(text) for _number, text in said), "some went to a body"

        def left(number: int, text: str) -> list[str]:
            remove(text, number)
            return found_in(text)

        assert [rehearsed(lambda each=each: left(*each)) for each in said] == [[]] * len(said)
