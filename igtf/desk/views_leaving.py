"""Below one's account: one's data as a file, and closing the account."""

import json

from flask import Blueprint, flash, redirect, request
from flask.wrappers import Response
from werkzeug.wrappers import Response as AnyResponse

from igtf.core.forms import Tick
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.limits import passwords
from igtf.core.page.formpage import refusals_in, shown
from igtf.desk.leaving import leave, own_data
from igtf.people import sessions
from igtf.people.forms import PresentPasswordForm
from igtf.people.visitor import acting, myself

bp = Blueprint("leaving", __name__, url_prefix="/account")


class LeaveForm(PresentPasswordForm):
    """The password once more, and that it is meant."""

    meant = Tick(_l("Close my account"), needed=_l("Tick this if you want to close your account."))


@bp.get("/data.json")
def data() -> Response:
    """Give somebody all that is kept of them, as a file."""
    me = myself()
    text = json.dumps(own_data(me), ensure_ascii=False, indent=1, default=lambda moment: moment.isoformat())
    named = f'attachment; filename="igtf-{me.actor.handle}.json"'
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return Response(text, mimetype="application/json", headers=headers)


@bp.route("/close", methods=["GET", "POST"])
@passwords
def close() -> AnyResponse | tuple[str, int]:
    """Close one's own account, with the password."""
    me, form = myself(), LeaveForm(request.form)
    if request.method == "POST" and form.validate():
        with refusals_in(form):
            leave(me, password=form.present.data, by=acting())
            sessions.finish()
            flash(_("Your account is closed. A mail says so."))
            return redirect("/")
    return shown("account/close.html", form, actor=me.actor)
