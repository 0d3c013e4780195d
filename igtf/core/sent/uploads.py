"""Fields for files that people choose on a page, or that programs send as base64."""

from base64 import b64decode
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import FileField, Form, FormField

from igtf.core.forms import Checked, Line
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.sent.files import MOST_BYTES, MOST_FILES, MOST_TOGETHER, TYPES, SentFile, megabytes, taken
from igtf.core.sent.rows import Rows


def posted() -> MultiDict[str, Any]:
    """Return what a form sent: its files and its texts."""
    found: MultiDict[str, Any] = MultiDict(request.files)
    found.update(request.form)
    return found


class Upload(Checked, FileField):
    """A text file; its data is the decoded text (UTF-8)."""

    takes_files = True

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the text; ValueError with the sentence why not."""
        self.data = None
        file = valuelist[0] if valuelist else None
        if file and getattr(file, "filename", ""):
            try:
                self.data = file.read().decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise ValueError(_("The file is not text in UTF-8.")) from error


class OneFile(Upload):
    """A file as it is; its data is a SentFile. A program sends {"name": …, "base64": …}."""

    api_type = "file"
    data: SentFile | None
    chosen = False
    """Whether a file was chosen on the page; a browser does not keep it when the page is shown again."""

    def process(self, formdata: Any, *given: Any, **more: Any) -> None:
        """Read what was chosen on a page, or the two texts that a program sends in its place."""
        code = formdata.get(f"{self.name}-base64") if formdata else None
        if code is not None:
            formdata = MultiDict([(self.name, (formdata.get(f"{self.name}-name", ""), code))])
        super().process(formdata, *given, **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the file; ValueError with the sentence why not."""
        self.data = None
        given: Any = valuelist[0] if valuelist else None
        if isinstance(given, str) and given.strip():
            raise ValueError(_("No file arrived. Choose it again."))
        if isinstance(given, tuple):
            name, code = given
            self.data = taken(name, _bytes(code))
        elif getattr(given, "filename", ""):
            self.chosen = True
            self.data = taken(given.filename, given.read())


def _bytes(code: str) -> bytes:
    try:
        return b64decode(code, validate=True)
    except ValueError as error:
        raise ValueError(_("This is not base64.")) from error


class UploadForm(Form):
    """A file, and its title."""

    file = OneFile(_l("File"), render_kw={"accept": ",".join(f".{ending}" for ending in TYPES)})
    title = Line(_l("Title of the file"), hint=_l("Left empty, it is the name of the file."))

    def validate(self, extra_validators: Any = None) -> bool:
        """A title has its file."""
        fine = bool(super().validate(extra_validators))
        if self.title.data and not self.file.data and not self.file.errors:
            self.file.errors = [_l("Choose the file that has this title.")]
            return False
        return fine


class Files(Rows):
    """Some files, each chosen in a row of its own: a page without scripts has all rows from the start."""

    def __init__(self, **more: Any) -> None:
        hint = _l("At most %(files)d of %(each)s each, %(all)s together: PDF, ODT, DOCX, PNG, JPEG, and text, "
                  "Markdown or CSV in UTF-8. Public.",
                  files=MOST_FILES, each=megabytes(MOST_BYTES), all=megabytes(MOST_TOGETHER))  # fmt: skip
        shown: dict[str, Any] = {"min_entries": MOST_FILES, "max_entries": MOST_FILES, "description": hint,
                                 "called": lambda number: _("File %(number)d", number=number)}  # fmt: skip
        super().__init__(FormField(UploadForm), _l("Files that go along"), **(shown | more))

    @property
    def chosen(self) -> bool:
        """Whether a file was chosen in one of the rows."""
        return any(entry.form.file.chosen for entry in self.entries)
