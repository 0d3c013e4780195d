"""Every setting of IGTF: its default, what it is for, one line each; read from the environment as IGTF_<NAME>."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent


def _flag(text: str) -> bool:
    return text.strip().lower() in {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class Setting:
    """One setting: default, meaning, and how its text in the environment is read."""

    default: Any
    meaning: str
    read: Callable[[str], Any] = str


SETTINGS: dict[str, Setting] = {
    "VAR": Setting(str(ROOT / "var"), "folder for the SQLite file, mail files and the generated key"),
    "DATABASE_URL": Setting("", "database; empty means SQLite in IGTF_VAR"),
    "REPLICA_URL": Setting("", "a streaming replica of the PostgreSQL in DATABASE_URL, to read from"),
    "REDIS_URL": Setting("", "Redis for what several processes share: counted limits, kept pages, waking the worker"),
    "BASE_URL": Setting("http://127.0.0.1:8000", "how the world reaches this site; links in mails use it"),
    "SECRET_KEY": Setting("", "signs cookies and links; empty: a key is made and kept in IGTF_VAR"),
    "PRODUCTION": Setting(False, "refuse weak settings, secure cookies, no demonstration", _flag),
    "DEMO": Setting(False, "demonstration mode: become anyone, move the clock", _flag),
    "SITE_NAME": Setting("Internet Governance Task Force", "name on pages and in mails"),
    "MAIL": Setting("file", "where mail goes: console, file (IGTF_VAR/mail) or smtp"),
    "MAIL_FROM": Setting("IGTF <secretariat@igtf.example>", "sender of all mail"),
    "SMTP_HOST": Setting("127.0.0.1", "SMTP relay"),
    "SMTP_PORT": Setting(25, "its port", int),
    "SMTP_USER": Setting("", "user at the relay, if it asks for one"),
    "SMTP_PASSWORD": Setting("", "password at the relay"),
    "SMTP_STARTTLS": Setting(False, "use STARTTLS towards the relay", _flag),
    "LANGUAGES": Setting(
        "en,fr,es,ar,ru,zh", "languages offered, comma separated; pseudo and pseudo-rtl are for tests"
    ),
    "LIMITS": Setting(True, "rate limits on sign-in, reset, registration and posting", _flag),
    "ARGON2_COST": Setting("3,65536,4", "argon2id: time, memory in KiB, parallelism"),
    "WEB_WORKERS": Setting(2, "web processes that igtf serve starts", int),
    "WEB_THREADS": Setting(4, "threads in each of them", int),
    "KEPT_PAGES": Setting(4, "megabytes of pages kept in each process for other readers; 0: none", int),
    "KEPT_PIECES": Setting(3, "megabytes of pieces of pages, the same for all readers, kept in each process", int),
    "LOG": Setting("text", "log lines as text or json"),
    "TRUSTED_HOSTS": Setting("", "host names answered, comma separated; empty: that of BASE_URL in production"),
    "PROXIES": Setting(0, "how many proxies in front are trusted for X-Forwarded-*", int),
}


def load(environ: Mapping[str, str], overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return all settings by name, from ``environ`` (IGTF_<NAME>), then ``overrides``.

    Raises ValueError naming the setting when a value cannot be read.
    """
    values: dict[str, Any] = {}
    for name, setting in SETTINGS.items():
        text = environ.get(f"IGTF_{name}")
        try:
            values[name] = setting.default if text is None else setting.read(text)
        except ValueError as error:
            raise ValueError(f"IGTF_{name} cannot be read: {error}") from error
    values.update(overrides or {})
    if not values["DATABASE_URL"]:
        values["DATABASE_URL"] = f"sqlite:///{values['VAR']}/igtf.sqlite3"
    return values


def trusted_hosts(values: Mapping[str, Any]) -> list[str] | None:
    """Return the host names that are answered; None means any, which production never is."""
    named = [name.strip() for name in values["TRUSTED_HOSTS"].split(",") if name.strip()]
    if not named and values["PRODUCTION"]:
        named = [urlsplit(values["BASE_URL"]).hostname or ""]
    return named or None


def weaknesses(values: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each setting that must not be used in production; empty when all is well."""
    found = []
    if len(values["SECRET_KEY"]) < 32:
        found.append("IGTF_SECRET_KEY is missing or shorter than 32 characters.")
    if not str(values["BASE_URL"]).startswith("https://"):
        found.append("IGTF_BASE_URL does not begin with https://.")
    if values["DEMO"]:
        found.append("IGTF_DEMO is on: anyone could act as anyone.")
    if values["MAIL"] != "smtp":
        found.append("IGTF_MAIL is not smtp: nobody would get mail.")
    if str(values["MAIL_FROM"]).rstrip(">").endswith(".example"):
        found.append("IGTF_MAIL_FROM is still the example address.")
    if not values["LIMITS"]:
        found.append("IGTF_LIMITS is off: passwords could be guessed at any speed.")
    if int(str(values["ARGON2_COST"]).split(",")[1]) < 19456:
        found.append("IGTF_ARGON2_COST uses less than 19 MiB of memory.")
    return found
