"""Rate limits on what costs or can be guessed: sign-in, registration, reset, posting."""

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, strategy="moving-window")

POSTING = "120 per minute; 2000 per day"
GUESSING = "10 per minute; 60 per hour"


def init_app(app: Flask) -> None:
    """Count in LIMITS_STORAGE; every unsafe request falls under POSTING, views of guessable things under GUESSING."""
    app.config.update(
        RATELIMIT_STORAGE_URI=app.config["LIMITS_STORAGE"],
        RATELIMIT_ENABLED=app.config["LIMITS"],
        RATELIMIT_HEADERS_ENABLED=True,  # Retry-After says when to come back
        RATELIMIT_APPLICATION=POSTING,
        RATELIMIT_APPLICATION_EXEMPT_WHEN=lambda: request.method in ("GET", "HEAD", "OPTIONS"),
    )
    limiter.init_app(app)
