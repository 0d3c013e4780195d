"""Every setting of IGTF: its default, what it is for, what is allowed; read from the environment as IGTF_<NAME>."""

import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent


class CannotStart(Exception):
    """The program cannot start as it is set up; the message says why and what to do."""


class Kind(NamedTuple):
    """How the text of a setting is read (ValueError for what is not allowed), and the words for what is."""

    read: Callable[[str], Any]
    allowed: str = ""


_FLAGS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def _flag(text: str) -> bool:
    if text.strip().lower() not in _FLAGS:
        raise ValueError(text)
    return _FLAGS[text.strip().lower()]


def _that(holds: Callable[[str], object], allowed: str) -> Kind:
    """Return the kind of texts for which ``holds`` is true."""

    def read(text: str) -> str:
        if not holds(text):
            raise ValueError(text)
        return text

    return Kind(read, allowed)


def _whole(least: int, most: int) -> Kind:
    def read(text: str) -> int:
        if not least <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    return Kind(read, f"a whole number from {least} to {most}")


def _one_of(*words: str) -> Kind:
    return _that(words.__contains__, f"{', '.join(words[:-1])} or {words[-1]}")


def _url(pattern: str, allowed: str) -> Kind:
    return _that(lambda text: re.fullmatch(pattern, text) and urlsplit(text).port != 0, allowed)


def _listed(holds: Callable[[str], object], allowed: str) -> Kind:
    """Return the kind of lists, comma separated, of at least one part, for each of which ``holds`` is true."""
    return _that(lambda text: all(holds(part.strip()) for part in text.split(",")), allowed)


def _is_place(text: str) -> bool:
    """Return whether ``text`` is a folder, or may become one: the nearest thing on its way that exists is one."""
    path = Path(text).absolute()
    return next(above for above in (path, *path.parents) if os.path.lexists(above)).is_dir()


def _is_network(text: str) -> bool:
    return bool(ip_network(text))


def _is_cost(text: str) -> bool:
    time, memory, parallelism = (int(part) for part in text.split(","))
    return 1 <= time <= 100 and 1 <= parallelism <= 64 and 8 * parallelism <= memory <= 4_194_304


def _languages() -> set[str]:
    """Return the codes of the languages that can be offered: English, those with a catalogue, two for tests."""
    return {"en", "pseudo", "pseudo-rtl"} | {path.name for path in (ROOT / "igtf/translations").glob("*")}


TEXT = Kind(str)
FLAG = Kind(_flag, "1, true, yes or on, or else 0, false, no or off")
PLACE = _that(_is_place, "a folder, or the path of one that can be made")
DATABASE = _url(r"sqlite:///.+|postgresql(\+psycopg)?://.*", "sqlite:///FILE or postgresql://USER@HOST/DATABASE")
REPLICA = _url(r"postgresql(\+psycopg)?://.*", "postgresql://USER@HOST/DATABASE")
REDIS = _url(r"(redis|rediss|unix)://.+", "redis://HOST:PORT/NUMBER")
SITE = _url(
    r"https?://(\[[0-9a-fA-F:.]+\]|[^/\s?#:@\[\]]+)(:\d+)?",
    "https:// or http:// and a host, without path or slash at the end",
)
HOST = _that(re.compile(r"[^\s/@]+").fullmatch, "a host name or an address")
ADDRESS = _that(
    re.compile(r"[^<>@\s]+@[^<>@\s]+|[^<>]*<[^<>@\s]+@[^<>@\s]+>").fullmatch,
    "an address, such as Desk <desk@example.org>",
)
REPLIES = _that(
    re.compile(r"(?=[^@]{1,23}@)[a-z0-9]+([.-][a-z0-9]+)*@[a-z0-9-]+(\.[a-z0-9-]+)+").fullmatch,
    "an address in lower case such as reply@policy.example.org, with at most 23 characters before the @",
)
LANGUAGES = _listed(_languages().__contains__, f"a list, comma separated, of {', '.join(sorted(_languages()))}")
HOSTS = _listed(re.compile(r"[A-Za-z0-9.:\[\]-]+").fullmatch, "a list, comma separated, of host names without https://")
WITNESSES = _listed(
    re.compile(r"[^\s+,]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+ https?://\S+").fullmatch,
    "a list, comma separated, of a key as a witness publishes it, a space, and its address",
)
NETWORKS = _listed(_is_network, "a list, comma separated, of networks such as 10.0.0.0/8")
COST = _that(
    _is_cost,
    "three numbers as in 3,65536,4: time (1 to 100), memory (at least 8 times the last) and parallelism (1 to 64)",
)


def _always(_values: Mapping[str, Any]) -> bool:
    return True


class Weak(NamedTuple):
    """Which values must not be used in production, what is said of them, and beside which other values they count."""

    holds: Callable[[Any], object]
    said: str
    where: Callable[[Mapping[str, Any]], object] = _always


@dataclass(frozen=True)
class Setting:
    """One setting: default, meaning, how its text in the environment is read, what is too weak for production."""

    default: Any
    meaning: str
    kind: Kind = TEXT
    weak: Weak | None = None


LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Hosts to which nothing crosses a network."""

SETTINGS: dict[str, Setting] = {
    "VAR": Setting(str(ROOT / "var"), "folder for the SQLite file, mail files and the generated key", PLACE),
    "DATABASE_URL": Setting("", "database; empty means SQLite in IGTF_VAR", DATABASE),
    "REPLICA_URL": Setting("", "a streaming replica of the PostgreSQL in DATABASE_URL, to read from", REPLICA),
    "REDIS_URL": Setting(
        "", "Redis for what several processes share: counted limits, kept pages, waking the worker", REDIS
    ),
    "BASE_URL": Setting(
        "http://127.0.0.1:8000",
        "how the world reaches this site; links in mails use it",
        SITE,
        Weak(lambda url: not url.startswith("https://"), "does not begin with https://."),
    ),
    "SECRET_KEY": Setting(
        "",
        "signs cookies and links; empty: a key is made and kept in IGTF_VAR",
        weak=Weak(lambda key: len(key) < 32, "is missing or shorter than 32 characters."),
    ),
    "PRODUCTION": Setting(
        False,
        "refuse weak settings, secure cookies, no demonstration",
        FLAG,
        Weak(lambda on: not on, "is off: weak settings are not refused, and cookies are sent without TLS too."),
    ),
    "DEMO": Setting(
        False,
        "demonstration mode: become anyone, move the clock",
        FLAG,
        Weak(bool, "is on: anyone could act as anyone."),
    ),
    "SITE_NAME": Setting("Internet Governance Task Force", "name on pages and in mails"),
    "MAIL": Setting(
        "file",
        "where mail goes: console, file (IGTF_VAR/mail) or smtp",
        _one_of("console", "file", "smtp"),
        Weak(lambda way: way != "smtp", "is not smtp: nobody would get mail."),
    ),
    "MAIL_FROM": Setting(
        "IGTF <secretariat@igtf.example>",
        "sender of all mail; its domain stays once the site is open: ids of mails, feeds and calendars are made of it",
        ADDRESS,
        Weak(lambda sender: sender.rstrip(">").endswith(".example"), "is still the example address."),
    ),
    "REPLY_ADDRESS": Setting(
        "",
        "where igtf receive takes replies to mails, which become comments; empty: nowhere",
        REPLIES,
        Weak(lambda address: address.endswith(".example"), "is still an example address."),
    ),
    "SMTP_HOST": Setting("127.0.0.1", "SMTP relay", HOST),
    "SMTP_PORT": Setting(25, "its port", _whole(1, 65535)),
    "SMTP_USER": Setting("", "user at the relay, if it asks for one"),
    "SMTP_PASSWORD": Setting("", "password at the relay"),
    "SMTP_STARTTLS": Setting(
        False,
        "use STARTTLS towards the relay",
        FLAG,
        Weak(
            lambda on: not on,
            "is off: the password would go to IGTF_SMTP_HOST in the clear.",
            lambda values: values["SMTP_USER"] and values["SMTP_HOST"] not in LOOPBACK,
        ),
    ),
    "HOOKS_WITHIN": Setting(
        "", "networks that webhooks may reach though they are not public, comma separated", NETWORKS
    ),
    "WITNESSES": Setting("", "who is asked to witness the record: KEY ADDRESS of each, comma separated", WITNESSES),
    "LANGUAGES": Setting(
        "en,fr,es,ar,ru,zh", "languages offered, comma separated; pseudo and pseudo-rtl are for tests", LANGUAGES
    ),
    "LIMITS": Setting(
        True,
        "rate limits on sign-in, reset, registration and posting",
        FLAG,
        Weak(lambda on: not on, "is off: passwords could be guessed at any speed."),
    ),
    "SECOND_FACTOR": Setting(
        True,
        "chairs, the council, moderators and the secretariat sign in with a second factor; it is offered to all",
        FLAG,
        Weak(lambda on: not on, "is off: a stolen password would be enough to decide for others."),
    ),
    "ARGON2_COST": Setting(
        "3,65536,4",
        "argon2id: time, memory in KiB, parallelism",
        COST,
        Weak(lambda cost: int(cost.split(",")[1]) < 19_456, "uses less than 19 MiB of memory."),
    ),
    "WEB_WORKERS": Setting(2, "web processes that igtf serve starts", _whole(1, 100)),
    "WEB_THREADS": Setting(4, "threads in each of them", _whole(1, 100)),
    "KEPT_PAGES": Setting(4, "megabytes of pages kept in each process for other readers; 0: none", _whole(0, 10_000)),
    "KEPT_PIECES": Setting(
        3, "megabytes of pieces of pages, the same for all readers, kept in each process", _whole(0, 10_000)
    ),
    "LOG": Setting("text", "log lines as text or json", _one_of("text", "json")),
    "TRUSTED_HOSTS": Setting("", "host names answered, comma separated; empty: that of BASE_URL in production", HOSTS),
    "PROXIES": Setting(0, "how many proxies in front are trusted for X-Forwarded-*", _whole(0, 10)),
}

OTHERS = {"IGTF_SHARED_DATA", "IGTF_LINT_FAILED"}
"""What the tests read from the environment beside the settings."""


def load(environ: Mapping[str, str], overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return all settings by name, from ``environ`` (IGTF_<NAME>; empty is as good as not set), then ``overrides``.

    Raises CannotStart with a sentence for each value in ``environ`` that is not allowed.
    """
    values: dict[str, Any] = {}
    wrong = []
    for name, setting in SETTINGS.items():
        text = environ.get(f"IGTF_{name}", "")
        try:
            values[name] = setting.kind.read(text) if text.strip() else setting.default
        except ValueError:
            wrong.append(f"IGTF_{name} is “{without_password(text)[:60]}”; it has to be {setting.kind.allowed}.")
    if wrong:
        raise CannotStart(" ".join(wrong))
    values.update(overrides or {})
    if not values["DATABASE_URL"]:
        values["DATABASE_URL"] = f"sqlite:///{values['VAR']}/igtf.sqlite3"
    return values


def without_password(text: str) -> str:
    """Return a value as it may be shown: without the password of an address."""
    shown = re.sub(r"(://[^:/@]*):[^@]*@", r"\1:…@", text)
    return re.sub(r"(password=)[^&]*", r"\1…", shown)


def unknown(environ: Mapping[str, str]) -> list[str]:
    """Return one sentence for each IGTF_<NAME> in ``environ`` that is no setting, such as a misspelt one."""
    from difflib import get_close_matches

    strange = sorted(name.removeprefix("IGTF_") for name in environ if name.startswith("IGTF_") and name not in OTHERS)
    meant = {name: get_close_matches(name, SETTINGS, 1) for name in strange if name not in SETTINGS}
    return [
        f"IGTF_{name} is no setting" + (f"; is IGTF_{near[0]} meant?" if near else ".") for name, near in meant.items()
    ]


def trusted_hosts(values: Mapping[str, Any]) -> list[str] | None:
    """Return the host names that are answered; None means any, which production never is."""
    named = [name.strip() for name in values["TRUSTED_HOSTS"].split(",") if name.strip()]
    if not named and values["PRODUCTION"]:
        named = [urlsplit(values["BASE_URL"]).hostname or ""]
    return named or None


def weaknesses(values: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each setting that must not be used in production; empty when all is well."""
    return [
        f"IGTF_{name} {setting.weak.said}"
        for name, setting in SETTINGS.items()
        if setting.weak and setting.weak.where(values) and setting.weak.holds(values[name])
    ]


def unwritable(values: Mapping[str, Any]) -> list[str]:
    """Return one sentence when no file can be written in the folder of this program's own files; empty when one can."""
    try:
        with tempfile.TemporaryFile(dir=values["VAR"]):
            return []
    except OSError as error:
        return [f"IGTF_VAR is {values['VAR']}, where this account cannot write: {error.strerror}."]
