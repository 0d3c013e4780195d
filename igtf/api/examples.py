"""What the page of the API shows to be pasted into a shell: reading, and the four steps of a program that writes."""

import json
from typing import Any

from flask import url_for

from igtf.api.queries import to_try
from igtf.core.i18n import gettext as _
from igtf.proof.shapes import ROOT


def _body(given: dict[str, Any]) -> str:
    """Return a body between single quotes of a shell."""
    return json.dumps(given, ensure_ascii=False).replace("'", "’")


def _post(address: str, given: dict[str, Any]) -> str:
    return " \\\n  ".join((
        f"curl '{address}'",
        '-H "Authorization: Bearer $TOKEN"',
        '-H "Content-Type: application/json"',
        '-H "Idempotency-Key: $(uuidgen)"',
        f"-d '{_body(given)}'",
    ))  # fmt: skip


def examples() -> dict[str, str]:
    """Return what can be pasted by its name; what is written to is there and open, where the site has such a thing."""
    site = url_for("api.index", _external=True).removesuffix("/api/")
    root, (issue, call) = site + ROOT, to_try()
    filed = {
        "title": _("What does a shutdown cost a hospital?"),
        "summary": _("Who measures what a shutdown costs those who need help, and who tells the operators?"),
        "layer": "use", "topic": "freedom-of-expression",
    }  # fmt: skip
    return {
        "read": f"curl '{root}/issues?phase=work'\ncurl '{root}/issues/{issue}'\ncurl '{root}/events?since=0'",
        "create": _post(f"{root}/issues", filed),
        "comment": _post(f"{root}/issues/{issue}/comments", {"text": _("Prices fell by a third.")}),
        "position": _post(f"{root}/calls/{call}/moves/take-position", {"position": "can-live-with"}),
        "desk": f'curl "{root}/me/desk" -H "Authorization: Bearer $TOKEN"',
        "next": "\n".join((
            f"next='{ROOT}/events?since=0&limit=100'",
            'while [ "$next" != null ]; do',
            f'  curl -s "{site}$next" > page.json',
            '  jq -r \'.items[] | "\\(.number) \\(.said)"\' page.json',
            "  next=$(jq -r .next page.json)",
            "done",
        )),
        "verify": "\n".join((
            "import base64, hmac, time",
            "",
            "def is_ours(headers, body, secret):  # bytes as they came, before they are read as JSON",
            '    number, moment = headers["webhook-id"], headers["webhook-timestamp"]',
            '    key = base64.b64decode(secret.removeprefix("whsec_"))',
            '    made = hmac.digest(key, f"{number}.{moment}.".encode() + body, "sha256")',
            '    signature = "v1," + base64.b64encode(made).decode()',
            '    same = hmac.compare_digest(signature, headers["webhook-signature"])',
            "    return same and abs(time.time() - int(moment)) < 300",
        )),
    }  # fmt: skip
