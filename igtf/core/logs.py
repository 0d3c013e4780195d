"""Structured logs: one line for each request, with an id that the error page shows; never bodies."""

import logging
import sys
import time
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("igtf")


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
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )

    @app.before_request
    def start() -> None:
        g.started, g.request_id = time.perf_counter(), uuid4().hex[:12]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def finish(response: Response) -> Response:
        if not app.testing:
            took = round((time.perf_counter() - g.started) * 1000, 1)
            path = g.get("logged_path", request.path)  # a path that is a secret is not logged
            log.info("request", method=request.method, path=path, status=response.status_code, ms=took)
        response.headers["X-Request-Id"] = g.request_id
        return response
