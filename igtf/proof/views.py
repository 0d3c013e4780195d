"""The public record: its newest entries, its checkpoints, receipts of entries, and its tree as tiles."""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.keeping.pages import never_kept, same_for_all
from igtf.core.page.assets import FOR_EVER
from igtf.core.page.paging import number_asked
from igtf.discussion.timeline import place_of
from igtf.proof import queries
from igtf.proof.models import SignedCheckpoint

bp = Blueprint("proof", __name__)


@bp.get("/record")
@same_for_all
def record() -> str:
    """List the newest entries of the public record, and say how far it is signed, and who witnessed that."""
    before = number_asked("before")
    entries, signed = queries.newest_entries(before), queries.witnessed_checkpoint()
    witnesses = queries.cosignatures(signed.size) if signed else []
    older = entries[-1].number if len(entries) == queries.PAGE else None
    return render_template(
        "record/record.html", entries=entries, before=before, older=older, signed=signed, witnesses=witnesses
    )


@bp.get("/record/<int:number>")
def entry(number: int) -> BaseResponse:
    """Lead to an entry of the record in its subject's timeline."""
    subject = queries.subject_of_entry(number, current_user.id)
    if subject is None:
        raise NotFound(_("There is no such entry, or what it is about is not shown."))
    return redirect(place_of(subject, number))


@bp.get("/record/<int:number>/receipt.json")
@never_kept
def receipt(number: int) -> Response:
    """Give what proves an entry to anyone."""
    answer = jsonify(queries.receipt(number))
    answer.headers["Content-Disposition"] = f'attachment; filename="igtf-receipt-{number}.json"'
    return answer


@bp.get("/record/checkpoint")
@never_kept
def checkpoint() -> Response:
    """Give the checkpoint signed last, as a signed note: the last that its witnesses have signed, if they do."""
    return _plain(queries.note_of)


@bp.get("/record/key")
@never_kept
def key() -> Response:
    """Give the line by which the key of the checkpoints is known."""
    return _plain(lambda signed: signed.key)


def _plain(say: Callable[[SignedCheckpoint], str]) -> Response:
    return Response(say(queries.get_checkpoint_or_404()), mimetype="text/plain")


@bp.get("/record/tile/<int(max=63):level>/<path:name>")
@never_kept
def tile(level: int, name: str) -> Response:
    """Give a tile of the tree's hashes."""
    return _for_ever(queries.tile(level, name))


@bp.get("/record/tile/entries/<path:name>")
@never_kept
def entries(name: str) -> Response:
    """Give the texts of the entries of a tile."""
    return _for_ever(queries.entries(name))


def _for_ever(data: bytes) -> Response:
    answer = Response(data, mimetype="application/octet-stream")
    answer.headers["Cache-Control"] = FOR_EVER
    return answer


@bp.get("/record/contents/<path:name>")
@never_kept
def contents(name: str) -> Response:
    """Give what was said in the entries of a tile, as far as it is shown."""
    return jsonify(queries.contents(name))
