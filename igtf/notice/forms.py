"""Forms of notice: shape and messages."""

from wtforms import Form
from wtforms.widgets import CheckboxInput, ListWidget

from igtf.core.forms import Several, Tick
from igtf.core.i18n import lazy_gettext as _l
from igtf.issues.topics import TOPICS


class TopicsForm(Form):
    """What a person follows beyond single subjects."""

    everything = Tick(_l("Everything"))
    topics = Several(_l("Topics"), [(topic.slug, topic.label) for topic in TOPICS.values()], widget=ListWidget(),
                     option_widget=CheckboxInput())  # fmt: skip
