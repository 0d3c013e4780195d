"""Forms of the text of a draft: fields of which its front matter is written, or a whole text; read in one way."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from markupsafe import Markup
from wtforms import Form, FormField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from igtf.core.errors import Invalid
from igtf.core.forms import Choice, Day, Line, MoveForm, Paragraphs, Several, Tick, clean
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.sent.rows import Rows
from igtf.core.sent.uploads import Upload
from igtf.core.text.plaintext import MarkupRefused
from igtf.drafts import calls, lookups
from igtf.drafts.forms import slug_check
from igtf.drafts.front import FrontFinding, read_front, said
from igtf.drafts.known import check_names
from igtf.drafts.pairing import paired
from igtf.drafts.text import Manuscript, check, has_front, parse
from igtf.drafts.typeset import manuscript_of, typeset
from igtf.drafts.written import ENTRIES, MOST, MOST_ROWS, entries_of, filled, numbers_in, taken_apart, with_front
from igtf.people.stakeholders import GROUPS

SECTIONS = """# Introduction

Which issue is this about, and who is affected by it?

# What is proposed

Say what should be done, and by whom.

# Considered and not proposed

Which alternatives were looked at, and why were they left?
"""
SKELETON = (
    """---
title: A title in one line
abbrev: Short title
abstract: |
  What this draft proposes, to whom, and why, in a few sentences.
authors:
  - name: {name}
    organisation: Where the author works
    hat: The author's stakeholder group
addresses: [12, 34]
addressees: [ACRONYM]
asks:
  - addressee: ACRONYM
    action: What the body should do
    due: 2027-12-31
    shown_by: What would show that it is done
keywords: [one, another]
updates: [R-1]
supersedes: []
---

"""
    + SECTIONS
)
"""A whole text with every entry that is used, for whoever writes the front matter by hand."""
UNREADABLE = _l("These lines cannot be read. Write each as a name and a value, such as “keywords: one, another”.")


class CheckedAsText:
    """Marks as required what the check of the text asks for, wherever it stands."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Check nothing: ``TextForm.validate`` has the whole text checked."""


class AuthorForm(Form):
    """Who wrote the draft."""

    name = Line(_lp("person", "Name"), most=MOST["name"])
    organisation = Line(_l("Organisation"), most=MOST["organisation"])
    hat = Choice(_l("Stakeholder group"), [("", _l("Not stated")), *GROUPS.items()])
    email = Line(_l("E-mail address"), hint=_l("To ask whether it is so; it is not kept with the text."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Whatever else is said of an author needs the name."""
        fine = bool(super().validate(extra_validators))
        if any(self.data.values()) and not self.name.data and not self.name.errors:
            self.name.errors = [_("Give the name of this author.")]
            return False
        return fine


class AskForm(Form):
    """What the draft asks of one body (section 7)."""

    addressee = Line(
        _l("Of whom"), most=MOST["addressee"], render_kw={"list": "listed-bodies"}, validators=[CheckedAsText()],
        hint=_l("The acronym of a body, which comes up as you write, or a stakeholder group."),
    )  # fmt: skip
    action = Paragraphs(_l("What it should do"), rows=2, most=MOST["action"], validators=[CheckedAsText()])
    due = Day(_l("By when"))
    shown_by = Paragraphs(_l("What would show that it is done"), rows=2, most=MOST["shown_by"])


class _NameForm(MoveForm):
    """What the form of a new draft begins with: fields come in the order in which they are declared."""

    name = Line(
        _l("Name"), needed=_l("Give the draft a name."), most=40, validators=[slug_check],
        hint=_l("The last part of the name, such as landlocked-prices."),
    )  # fmt: skip


class TextForm(MoveForm):
    """The text of a revision: fields and what stands below them, or a whole text, typed or uploaded; and checked."""

    title = Line(_l("Title"), most=MOST["title"], validators=[CheckedAsText()])
    abstract = Paragraphs(
        _l("Abstract"), rows=4, most=MOST["abstract"], validators=[CheckedAsText()],
        hint=_l("What this draft proposes, to whom, and why, in a few sentences."),
    )  # fmt: skip
    issues = Several(_l("Issues of your groups that it answers"), widget=ListWidget(), option_widget=CheckboxInput())
    addresses = Line(_l("Issues that it answers"), most=MOST["addresses"], hint=_l("Their numbers, such as 12, 34."))
    asks = Rows(
        FormField(AskForm), _l("What it asks"), min_entries=3, max_entries=MOST_ROWS,
        called=lambda number: _("Ask %(number)d", number=number),
        description=_l("Each ask is of one body. A row that you leave empty is not recorded; when the page is shown "
                       "again, there is room for one more."),
    )  # fmt: skip
    further = Paragraphs(
        _l("Further lines of the front matter"),
        rows=4,
        most=MOST["further"],
        hint=_l("What has no field here, as it was written."),
    )
    source = Paragraphs(
        _l("Text"), validators=[CheckedAsText()], rows=26, most=500_000,
        hint=_l("Markdown. A whole text, which begins with its front matter, may stand here instead of all this."),
    )  # fmt: skip
    upload = Upload(
        _l("Or a file"),
        hint=_l("Markdown in UTF-8. A file takes the place of the text above, and with front matter that of all."),
    )
    authors = Rows(
        FormField(AuthorForm), _l("Authors"), min_entries=2, max_entries=MOST_ROWS,
        called=lambda number: _("Author %(number)d", number=number),
    )  # fmt: skip
    note = Line(_l("What changed"), most=500)
    found: Sequence[FrontFinding] = ()
    whole = ""
    """The text with its front matter, once it is known."""
    start: Mapping[str, Any] = {}
    """What the fields begin with."""
    draft: Any = None
    person_id: int | None = None
    FIELDS: ClassVar = ("title", "abstract", "authors", "issues", "addresses", "asks", "further")

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Know which draft the text is for, and who sends it: the checks ask who and what is named."""
        self.draft, self.person_id = thing, visitor.id
        self.issues.choices = lookups.issues_in_work(visitor.id, thing.subject.group_id if thing else None)
        self.issues.flags.written = True
        if not self.issues.choices:
            del self.issues

    def begun(self, thing: Any) -> None:
        """Fill in what the fields begin with, but not what the address of the page has said."""
        for name, value in self.start.items():
            if name in ("authors", "asks", "source") or (name in self and not self[name].data):
                self[name].process(None, [*value, {}, {}][:MOST_ROWS] if name == "asks" else value)
        if "issues" in self:
            self.issues.data, others = self._offered(self.addresses.data or "")
            self.addresses.data = ", ".join(others)

    def _offered(self, numbers: str) -> tuple[list[str], list[str]]:
        """Return which of the issues of a line can be ticked, in the order of the ticks, and which ones are left."""
        named = [str(number) for number in numbers_in(numbers)]
        offered = [str(value) for value, *_rest in self.issues.iter_choices()] if "issues" in self else []
        return [one for one in offered if one in named], [one for one in named if one not in offered]

    def validate(self, extra_validators: Any = None) -> bool:
        """Take the file as the text where there is one, put the front matter before it, and check the whole."""
        for rows in (self[name] for name in ("authors", "asks") if name in self):
            rows.keep_filled()
        if self.upload.data:
            self.source.data = clean(self.upload.data)
        sound = bool(super().validate(extra_validators))
        if any(self[name].errors for name in ("further", "source", "upload") if name in self):
            return sound
        if not self.source.data:
            self.source.errors = [_("Write the text, or choose a file.")]
            return False
        fields = self._in_fields()
        own = has_front(self.source.data)
        if own and self._changed(fields):
            self.source.errors = [_("This text has front matter of its own, and the fields say something too. "
                                    "Empty the fields, or take the lines on top out of the text.")]  # fmt: skip
            return False
        first = 1
        self.whole = self.source.data
        if not own and "title" in self:
            self.whole, first = self._written(fields)
        return self._checked(first) and sound

    def validate_further(self, field: Any) -> None:
        """Refuse lines that are not read as entries, and an entry that has a field: it would stand twice."""
        try:
            named = read_front(field.data, 1)[0].lines
        except MarkupRefused as refused:
            raise ValidationError(UNREADABLE) from refused
        if twice := [name for name in named if name in ENTRIES]:
            raise ValidationError(
                _("What stands under “%(name)s” has a field of its own; write it there.", name=twice[0])
            )

    def _in_fields(self) -> dict[str, Any]:
        """Return what the fields say, rows and all, without what was left empty; numbers of issues in one line."""
        found = {name: self[name].data for name in self.FIELDS if name in self}
        for name in ("authors", "asks"):
            found[name] = [row for row in map(filled, found.get(name) or ()) if row]
        ticked = found.pop("issues", None) or []
        mine, others = self._offered(", ".join(filter(None, [*ticked, found.get("addresses")])))
        found["addresses"] = ", ".join([*mine, *others])
        return filled(found)

    def _changed(self, fields: Mapping[str, Any]) -> bool:
        """Return whether the fields say anything else than what they began with."""
        return any(value != self.start.get(name) for name, value in fields.items())

    def _written(self, fields: Mapping[str, Any]) -> tuple[str, int]:
        """Return the whole text, and the number of its first line when those of the text field count from 1."""
        return with_front(entries_of(fields), fields.get("further", ""), self.source.data)

    def _checked(self, first: int) -> bool:
        """Check the whole text, and say at each field what is wrong there; return whether nothing is."""
        found, kept, texts = self._check(first), [], []
        for finding in found:
            wrong = finding.severity == "error"
            if wrong and (path := self._field_of(finding)):
                self._say(path, finding.message)
            else:
                kept.append(finding)
                texts += [said(finding)] if wrong else []
        self.found, self.source.errors = kept, texts
        return not any(finding.severity == "error" for finding in found) and self._typeset()

    def _typeset(self) -> bool:
        """Have the page of the text made before the turn of whoever posted it comes; return whether it can be.

        So it is compared then, paragraph by paragraph, with the newest revision.
        """
        try:
            kept, manuscript = manuscript_of(self.whole)
            paired(kept, typeset(manuscript).document.blocks, self.draft.current_id if self.draft else None)
        except Invalid as refusal:
            self.source.errors = refusal.errors["source"]
        return not self.source.errors

    def _field_of(self, finding: FrontFinding) -> list[str]:
        """Return the path of the field of which the line of a finding was written; empty for that of the text."""
        if finding.line > 0:
            return []
        path = finding.entry.split(".")
        return path if path[0] in self else ["further"] if "further" in self else []

    def _say(self, path: Sequence[str], message: str) -> None:
        """Put a sentence beside the field of an entry, such as asks, 0, action; what is wrong there already stays."""
        name, *rest = path
        if rest:
            rows, entry = self[name], self[name].entries[int(rest[0])]
            if not entry.form[rest[1]].errors:
                rows.refuse(entry, message, rest[1])
        else:
            self[name].errors = self[name].errors or [message]

    def _check(self, first: int) -> list[FrontFinding]:
        """Return what is found in the text, whose lines count from ``first``: it is read anew only to say them so."""
        found, counted = check(self.whole), 1
        if found and first != 1:
            found, counted = check(self.whole, first), first
        try:
            named = check_names(parse(self.whole, counted).front, self.draft, self.person_id)
        except MarkupRefused:
            return found  # it says so already
        found += [replace(finding, line=finding.line + first - counted) for finding in named]
        return sorted(found, key=lambda finding: (finding.line, finding.severity))

    @property
    def warnings(self) -> list[FrontFinding]:
        """What the author should know, which keeps nothing from being submitted."""
        return [finding for finding in self.found if finding.severity != "error"]

    @property
    def manuscript(self) -> Manuscript:
        """The text in parts, once it passed the checks."""
        return parse(self.whole)

    def previewed(self) -> bool:
        return True

    @property
    def page(self) -> Markup:
        """The page of the text, once it passed the checks, which had it made."""
        return typeset(manuscript_of(self.whole)[1]).document.html

    @property
    def example(self) -> str:
        """A whole text, for whoever writes the front matter by hand."""
        return SKELETON.format(name=_("Your name"))

    def given(self) -> dict[str, Any]:
        own = {name: value for name, value in super().given().items() if name not in (*self.FIELDS, "upload")}
        return own | {"source": self.whole}


class SubmitForm(_NameForm, TextForm):
    """A new draft."""

    note = Line(_l("Note on this first revision"), most=500)

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Begin with the writer as the author, and with the sections that a draft has."""
        super().prepare(thing, visitor)
        del self.further
        self.start = {"authors": [{"name": visitor.name}], "source": SECTIONS.strip()}

    def doubts(self) -> list[str]:
        """Say it once more where nothing was written below the headings that the form begins with."""
        untouched = self.source.data == self.start["source"]
        return [_("The text is still the one that the form begins with.")] if untouched else []


class ReviseForm(TextForm):
    """A new revision."""

    note = Line(_l("What changed"), needed=_l("Say in a sentence what changed."), most=500)
    authors_reason = Line(
        _l("Why the authors changed"), most=500,
        hint=_l("Only if this revision names other authors than the one before."),
    )  # fmt: skip
    substantive = Tick(
        _l("This changes what is asked or proposed: the council's last call is repeated"),
        hint=_l(
            "It is repeated in any case when the asks, the addressees, the issues it addresses, or what it updates or "
            "supersedes change."
        ),
    )

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Ask whether the change is one of substance only where the council's last call is over.

        A text of which fields could not say all stays a whole one.
        """
        super().prepare(thing, visitor)
        if not calls.after_last_call(thing):
            del self.substantive
        self.newest = lookups.newest_source(thing)
        fields = taken_apart(self.newest)
        self.start = {"source": self.newest}
        if fields:
            ticked, others = self._offered(fields["addresses"])
            self.start = fields | {"addresses": ", ".join([*ticked, *others])}
        for name in self.FIELDS:
            if name in self and (not fields or (name == "further" and not fields[name])):
                del self[name]

    def _written(self, fields: Mapping[str, Any]) -> tuple[str, int]:
        """Return the text of the draft as it is, where nothing was changed: that is no revision."""
        if {**fields, "source": self.source.data} == filled(self.start):
            return self.newest, 1
        return super()._written(fields)

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        source = lookups.newest_source(thing)
        return taken_apart(source) or {"source": source}
