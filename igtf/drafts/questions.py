"""The shepherd's questionnaire: what the council is told of a draft beside its text. Every answer is required."""

from dataclasses import dataclass

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l


@dataclass(frozen=True)
class WriteUpQuestion:
    """One question: ``label`` names its answer on pages, ``needed`` is said when there is none."""

    name: str
    label: Text
    question: Text
    needed: Text


QUESTIONS = (
    WriteUpQuestion("asks", _l("What it asks, and of whom"), _l("What does the draft ask, and of whom?"),
                    _l("Say what it asks, and of whom.")),
    WriteUpQuestion("openness", _l("Open to all"), _l("Was the process open, and were all stakeholder groups heard?"),
                    _l("Say whether the process was open and who was heard.")),
    WriteUpQuestion("objections", _l("Objections"), _l("How were objections dealt with?"),
                    _l("Say how objections were dealt with, or that there were none.")),
    WriteUpQuestion("feasibility", _l("Feasible"), _l("Can the addressees do what is asked?"),
                    _l("Say whether the addressees can do what is asked.")),
)  # fmt: skip
SHEPHERD = _l("Shepherd")


def answered(write_up: dict[str, str] | None) -> list[tuple[Text, str]]:
    """Return the answers as pages show them, the shepherd's handle last; empty without a write-up."""
    shown = [*((question.name, question.label) for question in QUESTIONS), ("shepherd", SHEPHERD)]
    return [(label, write_up[name]) for name, label in shown if write_up.get(name)] if write_up else []
