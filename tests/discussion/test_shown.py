"""What cannot be shown is refused beside its field, in each form: so a form has made the HTML before the lock."""

from werkzeug.datastructures import MultiDict

from igtf.core.forms import Paragraphs
from igtf.core.workflow import WORKFLOWS

DEEP = "> " * 200 + "a"


def test_markdown_that_cannot_be_shown_is_refused_beside_its_field(db):
    forms = {move.form for workflow in WORKFLOWS.values() for move in workflow.moves if move.form}
    tried = 0
    for kind in sorted(forms, key=lambda kind: (kind.__module__, kind.__name__)):
        fields = [field for field in kind() if isinstance(field, Paragraphs)]
        for name in [each.name for each in fields if each.markdown or "Markdown" in str(each.description)]:
            for text, refused in ((DEEP, True), ("A plain word.", False)):
                form = kind(MultiDict({name: text}))
                form.validate()
                said = " ".join(map(str, form[name].errors))
                assert ("is nested deeper than 20 levels" in said) == refused, (kind.__name__, name, said)
            tried += 1
    assert tried > 20
