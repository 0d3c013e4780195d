"""Files that come with what people write: which are taken, how many, how large, under which name."""

import hashlib
import re
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from igtf.core.i18n import gettext as _
from igtf.core.text.plaintext import UNSEEN, normal
from igtf.core.wording import in_figures

MOST_FILES = 5
"""Files that come with one act."""
MOST_BYTES = 2_000_000
"""Bytes of one file."""
MOST_TOGETHER = 4_500_000
"""Bytes of the files of one act: in base64 they fit into one request of 6 MiB, and into a mail of 10 MB."""
LONGEST_NAME = 180
"""Bytes of a file name in UTF-8, which every file system takes."""


def megabytes(size: int) -> str:
    """Return a number of bytes as a limit names it: 4.5 MB."""
    return f"{in_figures(size / 1_000_000)} MB"


class FileType(NamedTuple):
    """A type of files: what it is sent as, how its bytes ``begin`` (text has no sign), and what they hold besides."""

    mimetype: str
    begins: bytes = b""
    holds: bytes = b""


_ZIP = b"PK\x03\x04"
_JPEG = FileType("image/jpeg", b"\xff\xd8\xff")
TYPES: Mapping[str, FileType] = {
    "pdf": FileType("application/pdf", b"%PDF-"),
    "txt": FileType("text/plain"),
    "md": FileType("text/markdown"),
    "csv": FileType("text/csv"),
    "odt": FileType("application/vnd.oasis.opendocument.text", _ZIP,
                    b"mimetypeapplication/vnd.oasis.opendocument.text"),
    "docx": FileType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _ZIP,
                     b"word/document.xml"),
    "png": FileType("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": _JPEG,
    "jpeg": _JPEG,
}  # fmt: skip
"""Last part of the name → what the bytes have to be."""

_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class Enclosed(NamedTuple):
    """A file as it goes along with a mail."""

    name: str
    mimetype: str
    data: bytes


@dataclass(frozen=True)
class SentFile:
    """A file that was sent and may be kept: cleaned name, media type, bytes."""

    name: str
    mimetype: str
    data: bytes = field(repr=False)

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.data)

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 (hex) of its bytes."""
        return hashlib.sha256(self.data).hexdigest()

    def __str__(self) -> str:
        return self.name


def without_marks(text: str) -> str:
    """Return one line of text in NFC without characters that show nothing, such as controls and marks of direction."""
    kept = (char for char in normal("NFC", text) if unicodedata.category(char) not in UNSEEN)
    return " ".join("".join(kept).split())


def clean_name(given: str) -> str:
    """Return the last part of a path as a name for any file system, at most LONGEST_NAME bytes; '' without one."""
    name = re.sub('[<>:"|?*]', "_", without_marks(re.split(r"[/\\]", given)[-1])).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = name, ""
    room = LONGEST_NAME - len((dot + ending).encode()) if ending else LONGEST_NAME
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(" .")
    return f"{stem}.{ending}" if ending else stem


def taken(given: str, data: bytes) -> SentFile:
    """Return a file under its cleaned name; ValueError with the sentence why it is not taken."""
    name = clean_name(given)
    kind = TYPES.get(name.rpartition(".")[2].lower())
    if not data:
        raise ValueError(_("%(name)s is empty. Choose a file that holds something.", name=name))
    if len(data) > MOST_BYTES:
        raise ValueError(_("%(name)s is larger than %(most)s. Choose a smaller one, or give a link to it.",
                           name=name, most=megabytes(MOST_BYTES)))  # fmt: skip
    if kind is None:
        raise ValueError(_("%(name)s is of no type that is taken here. Send one of: %(types)s.",
                           name=name or _("The file"), types=", ".join(TYPES)))  # fmt: skip
    if _is_text(kind, data) and not _is(kind, data):
        raise ValueError(_("%(name)s is not in UTF-8, so that not everybody could read its letters. Save it again in "
                           "UTF-8: a spreadsheet calls it “CSV UTF-8”, an editor asks for the encoding as it saves.",
                           name=name))  # fmt: skip
    if not _is(kind, data):
        raise ValueError(_("The name of %(name)s says that it is %(kind)s, but its content is not. "
                           "Save it again in that format, or name it as what it is.",
                           name=name, kind=name.rpartition(".")[2].upper()))  # fmt: skip
    return SentFile(name, kind.mimetype, data)


def _is_text(kind: FileType, data: bytes) -> bool:
    """Return whether bytes are those of a text, as its name says, in whichever encoding old programs save it."""
    if kind.begins or _begins_as_another(data):
        return False
    return data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or not _NO_TEXT.search(data)


def _begins_as_another(data: bytes) -> bool:
    return any(other.begins and data.startswith(other.begins) for other in TYPES.values())


def _is(kind: FileType, data: bytes) -> bool:
    if kind.begins:
        return data.startswith(kind.begins) and kind.holds in data
    if _begins_as_another(data) or _NO_TEXT.search(data):
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
