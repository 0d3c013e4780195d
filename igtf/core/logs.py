"""Structured logs: one line for each request, with an id that the error page shows; never bodies."""

import logging
import sys
import time
from collections.abc import MutableMapping
from functools import cache
from typing import Any
from uuid import uuid4

import structlog
from flask import Flask, Response, g, has_request_context, request

from igtf.core.security import secret_in_address

log = structlog.get_logger("igtf")


def _without_secret() -> str:
    """Return the path that is logged: where it holds the token of a signed link, the pattern of the address."""
    return secret_in_address() or request.path


def request_id() -> str:
    """Return the number of a new request."""
    return uuid4().hex[:12]


def tell(method: str, path: str, status: int, began: float, number: str) -> None:
    """Write the line of the request ``number`` that began at ``began`` (by ``time.perf_counter``)."""
    took = round((time.perf_counter() - began) * 1000, 1)
    _lines().info("request", request_id=number, method=method, path=path, status=status, ms=took)


@cache
def _lines() -> Any:
    """Return the log as it is set up; ``log`` looks that up for each line."""
    return log.bind()


def _of_request(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Add the number of the present request to a line, if there is one."""
    if has_request_context() and "request_id" in g:
        line.setdefault("request_id", g.request_id)
    return line


def init_app(app: Flask) -> None:
    """Set up log lines as text or JSON (setting LOG) and log every request with its time in milliseconds."""
    renderer = (
        structlog.processors.JSONRenderer()
        if app.config["LOG"] == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            _of_request,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if app.testing else logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    _lines.cache_clear()

    @app.before_request
    def start() -> None:
        g.started, g.request_id = time.perf_counter(), request_id()

    @app.after_request
    def finish(response: Response) -> Response:
        tell(request.method, _without_secret(), response.status_code, g.started, g.request_id)
        response.headers["X-Request-Id"] = g.request_id
        return response
