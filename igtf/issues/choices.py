"""Choices of filters by topic and layer."""

from igtf.core.elements import Choices
from igtf.core.i18n import lazy_gettext as _l
from igtf.issues.topics import TOPICS
from igtf.issues.words import LAYERS
from igtf.record.narrowed import ALL

TOPIC_CHOICES = Choices((ALL, *((topic.slug, topic.label) for topic in TOPICS.values())))
TOPIC_OR_NONE = Choices((*TOPIC_CHOICES, ("unclassified", _l("Unclassified"))))
LAYER_CHOICES = Choices((ALL, *LAYERS))
