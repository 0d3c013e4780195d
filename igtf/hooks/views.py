"""One's own webhooks: what there are, another one, and what is done with each."""

from flask import Blueprint, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.page import formpage
from igtf.hooks import commands, queries, words
from igtf.hooks.acts import ACTS, SECRET
from igtf.hooks.forms import HookForm
from igtf.hooks.signing import secret_of
from igtf.people.visitor import myself, sign_in_first

bp = Blueprint("hooks", __name__, url_prefix="/account/webhooks")

_PLACE = "/account/webhooks/"


@bp.route("/", methods=["GET", "POST"])
def own() -> Response | tuple[str, int]:
    """Show one's own webhooks, and add one."""
    if not current_user.is_authenticated:
        return sign_in_first()
    me, form = myself(), HookForm(request.form)
    form.fill()
    if request.method == "POST" and form.validate():
        with formpage.refusals_in(form):
            made = commands.add_hook(me, address=form.address.data, about=form.about.data)
            return formpage.shown_once(_("Webhooks"), SECRET % {"secret": secret_of(made.salt)}, _PLACE)
    hooks = [words.shown(hook) for hook in queries.hooks_of(me.id)]
    return formpage.shown("hooks/list.html", form, hooks=hooks, acts=ACTS, most=commands.MOST)


@bp.post("/<int:number>/<name>")
def act(number: int, name: str) -> Response:
    """Do one of the ACTS with a webhook of one's own."""
    if name not in ACTS:
        raise NotFound(_("There is no such page of your account."))
    hook = queries.get_hook_or_404(myself().id, number)
    secret = ACTS[name].do(hook)
    if secret:
        return formpage.shown_once(_("Webhooks"), ACTS[name].done % {"secret": secret}, _PLACE)
    flash(str(ACTS[name].done))
    return redirect(_PLACE)
