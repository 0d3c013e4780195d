"""Home."""

from flask import Blueprint, render_template

bp = Blueprint("desk", __name__)


@bp.get("/")
def home() -> str:
    """Say what this is and what is open now."""
    return render_template("desk/home.html")
