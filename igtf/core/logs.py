"""Structured logs: one line for each request, with an id that the error page shows; never bodies."""

import logging
import sys
import time
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

from igtf.core.security import secret_in_address

log = structlog.get_logger("igtf")


def _without_secret() -> str:
    """Return the path that is logged: where it holds the token of a signed link, the pattern of the address."""
    return request.url_rule.rule if request.url_rule and secret_in_address() else request.path


def request_id() -> str:
    """Return the number of a new request."""
    return uuid4().hex[:12]


def tell(method: str, path: str, status: int, began: float, number: str) -> None:
    """Write the line of the request ``number`` that began at ``began`` (by ``time.perf_counter``)."""
    took = round((time.perf_counter() - began) * 1000, 1)
    log.info("request", request_id=number, method=method, path=path, status=status, ms=took)


def init_app(app: Flask) -> None:
    """Set up log lines as text or JSON (setting LOG) and log every request with its time in milliseconds."""
    renderer = (
        structlog.processors.JSONRenderer()
        if app.config["LOG"] == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if app.testing else logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )

    @app.before_request
    def start() -> None:
        g.started, g.request_id = time.perf_counter(), request_id()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def finish(response: Response) -> Response:
        tell(request.method, _without_secret(), response.status_code, g.started, g.request_id)
        response.headers["X-Request-Id"] = g.request_id
        return response
