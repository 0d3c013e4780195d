"""For operators: is it alive, can it serve, and how it does."""

import time

from flask import Blueprint, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import func, select, text

from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.record.models import Outbox

bp = Blueprint("health", __name__)

REGISTRY = CollectorRegistry()
REQUESTS = Counter("igtf_requests", "Requests answered", ["method", "status"], registry=REGISTRY)
SECONDS = Histogram("igtf_request_seconds", "Time to answer", registry=REGISTRY)
UNTOLD = Gauge("igtf_outbox_untold", "Events whose audience was not told yet", registry=REGISTRY)
UNSENT = Gauge("igtf_mail_unsent", "Mails not sent yet", registry=REGISTRY)


@bp.get("/healthz")
def healthz() -> Response:
    """Answer while the process lives; asks nothing of the database."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
def readyz() -> Response:
    """Answer when the database is reachable; else the error page says 503."""
    session.execute(text("SELECT 1"))
    return Response("ready\n", mimetype="text/plain")


@bp.get("/metrics")
def metrics() -> Response:
    """Return this process's figures in Prometheus' text format."""
    UNTOLD.set(session.scalar(select(func.count()).where(Outbox.told_at.is_(None))) or 0)
    UNSENT.set(session.scalar(select(func.count()).where(Mail.sent_at.is_(None))) or 0)
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


@bp.after_request
def never_kept(response: Response) -> Response:
    """Let nobody answer in this process's place."""
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.after_app_request
def count(response: Response) -> Response:
    """Count and time every request."""
    REQUESTS.labels(request.method, str(response.status_code)).inc()
    SECONDS.observe(time.perf_counter() - g.get("started", time.perf_counter()))
    return response
