"""What programs that walk through the web are asked to leave out (RFC 9309)."""

from flask import Blueprint, Response

bp = Blueprint("robots", __name__)

LEFT_OUT = ("/search", "/record/", "/desk", "/account", "/sign-in", "/register", "/comments/", "/demo/")
"""Beginnings of addresses that have nothing of their own to find: they lead on, or are a reader's own."""


@bp.get("/robots.txt")
def robots() -> Response:
    """Return the rules for all robots."""
    rules = ["User-agent: *", *(f"Disallow: {path}" for path in LEFT_OUT)]
    return Response("\n".join(rules) + "\n", mimetype="text/plain")
