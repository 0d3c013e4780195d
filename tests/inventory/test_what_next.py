"""Every end says what happens next: the state that a move leads to, or the sentence of a move that leaves the state."""

from igtf.core.workflow import WORKFLOWS
from tests.council.councils import make_council
from tests.factories import issue_form, make_person, sign_in

LONGEST = 110


def staying():
    """Return the moves that somebody makes and that leave the state as it is, by kind and name."""
    return {
        f"{kind}.{move.name}": str(move.then)
        for kind, workflow in WORKFLOWS.items() for move in workflow.moves
        if move.offered and not move.clock and not move.targets
    }  # fmt: skip


def test_each_move_that_leaves_the_state_has_a_short_sentence_on_what_happens_next():
    said = staying()
    assert len(said) > 150
    assert [name for name, sentence in said.items() if not sentence] == []
    assert [name for name, sentence in said.items() if not sentence.endswith(".") or len(sentence) > LONGEST] == []


def done(client, path, **given):
    """Make a move and return the page after it, up to what can happen next."""
    answer = client.post(path, data=given, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text.partition('<section class="next"')[0]


def test_the_end_of_such_a_move_says_it(app, db):
    make_council()
    assert sign_in(app, make_person()).post("/issues/new", data=issue_form()).status_code == 302
    reader = sign_in(app, make_person())
    said = staying()
    for name in ("support", "end-support"):
        page = done(reader, f"/issues/1/moves/{name}")
        assert f"Done: {'Support this issue' if name == 'support' else 'Support it no longer'}." in page
        assert said[f"issue.{name}"] in page
