"""For operators: is it alive, can it serve, and how it does."""

import time
from collections.abc import Iterable
from math import nan

from flask import Blueprint, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from igtf.core.db import database, session
from igtf.core.errors import Unreachable
from igtf.core.keeping.pages import never_kept
from igtf.core.mail import Mail
from igtf.core.security import kept_nowhere
from igtf.notice.leases import given_up, waits
from igtf.record.due import late_moves
from igtf.record.models import Outbox

bp = Blueprint("health", __name__)

REGISTRY = CollectorRegistry()
REQUESTS = Counter("igtf_requests", "Requests answered", ["method", "status"], registry=REGISTRY)
SECONDS = Histogram("igtf_request_seconds", "Time to answer", registry=REGISTRY)
UNTOLD = Gauge("igtf_outbox_untold", "Events whose audience was not told yet", registry=REGISTRY)
UNSENT = Gauge("igtf_mail_unsent", "Mails not sent yet", registry=REGISTRY)
LATE = Gauge("igtf_clock_late", "Steps of the clock that were due more than an hour ago", registry=REGISTRY)
GIVEN_UP = Gauge("igtf_mail_given_up", "Mails that were tried for days and will not be sent", registry=REGISTRY)


@bp.get("/healthz")
@never_kept
def healthz() -> Response:
    """Answer while the process lives; asks nothing of the database."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@never_kept
def readyz() -> Response:
    """Answer when the database is reachable; else the error page says 503."""
    session.execute(text("SELECT 1"))
    return Response("ready\n", mimetype="text/plain")


@bp.get("/metrics")
@never_kept
def metrics() -> Response:
    """Return this process's figures in Prometheus' text format; what the database would have to say is then NaN."""
    for gauge, count in zip((UNTOLD, UNSENT, GIVEN_UP, LATE), _waiting(), strict=True):
        gauge.set(count)
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _waiting() -> Iterable[float]:
    """Return how many events and mails wait, mails were given up, steps are late; NaN when no database answers."""
    of = (waits(Outbox), waits(Mail), given_up(Mail))
    counts = (select(func.count()).where(condition).scalar_subquery() for condition in of)
    try:
        return *session.execute(select(*counts)).one(), len(late_moves())
    except (DBAPIError, PoolTimeout, Unreachable):
        if database().turn_away():
            return _waiting()
        database().end()
        return nan, nan, nan, nan


bp.after_request(kept_nowhere)  # nobody answers in this process's place


@bp.after_app_request
def count(response: Response) -> Response:
    """Count and time every request."""
    REQUESTS.labels(request.method, str(response.status_code)).inc()
    SECONDS.observe(time.perf_counter() - g.get("started", time.perf_counter()))
    return response
