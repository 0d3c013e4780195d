"""Settings: each is checked when it is read, and refused with its name, its value and what is allowed."""

import pytest

import config
from config import SETTINGS, CannotStart, load, unknown, unwritable, weaknesses
from igtf.core.transports import TRANSPORTS

WRONG = {
    "VAR": [__file__, f"{__file__}/var"],
    "DATABASE_URL": ["foo", "mysql://igtf@localhost/igtf", "postgres://igtf@localhost/igtf", "sqlite://", "sqlite:igtf",
                     "postgresql+psycopg2://igtf@localhost/igtf", "postgresql://localhost:many/igtf"],
    "REPLICA_URL": ["foo", "sqlite:////tmp/igtf.sqlite3"],
    "REDIS_URL": ["bar", "http://127.0.0.1:6379", "redis://127.0.0.1:x/0"],
    "BASE_URL": ["policy.example.org", "https://", "https://policy.example.org/", "http://127.0.0.1:x", "ftp://x"],
    "PRODUCTION": ["y", "2", "production"],
    "DEMO": ["maybe"],
    "MAIL": ["pigeon", "SMTP"],
    "MAIL_FROM": ["nobody", "IGTF <secretariat>", "@"],
    "REPLY_ADDRESS": ["reply", "Reply@policy.example.org", "reply+x@policy.example.org", "reply@localhost", "@x.org",
                      "IGTF <reply@policy.example.org>", f"{'r' * 24}@policy.example.org", "a..b@example.org"],
    "SMTP_HOST": ["smtp://relay", "a b"],
    "SMTP_PORT": ["abc", "0", "65536", "-1", "25.0"],
    "SMTP_STARTTLS": ["yes please"],
    "LANGUAGES": ["xx", "en,xx", "en,,fr", ","],
    "HOOKS_WITHIN": ["10.0.0.0/33", "10.0.0.1/8", "inside", "10.0.0.0/8,,"],
    "WITNESSES": ["https://w.example", "w.example+8ab2e976+BDrm", "w.example+8ab2e976+BDrm ftp://w.example"],
    "LIMITS": ["none"],
    "SECOND_FACTOR": ["roles"],
    "ARGON2_COST": ["3", "0,65536,4", "3,65536,0", "3,8,4", "3,65536,4,1", "a,b,c", "3,99999999,4"],
    "WEB_WORKERS": ["0", "-1", "many", "1000"],
    "WEB_THREADS": ["0", "101"],
    "KEPT_PAGES": ["-1", "all"],
    "KEPT_PIECES": ["-1"],
    "LOG": ["xml"],
    "TRUSTED_HOSTS": ["https://policy.example.org", "a, b c"],
    "PROXIES": ["-1", "11", "one"],
}  # fmt: skip

RIGHT = {
    "VAR": "/tmp/igtf/not/there/yet", "DATABASE_URL": "postgresql:///igtf?host=/var/run/postgresql",
    "REPLICA_URL": "postgresql://igtf:x@db2.example.org:5432/igtf", "REDIS_URL": "redis://:secret@10.0.0.5:6379/0",
    "BASE_URL": "https://policy.example.org:8443", "SECRET_KEY": "x" * 32, "PRODUCTION": "On", "DEMO": "no",
    "SITE_NAME": "Names", "MAIL": "smtp", "MAIL_FROM": "IGTF <secretariat@policy.example.org>",
    "REPLY_ADDRESS": "reply@policy.example.org", "SMTP_HOST": "::1",
    "SMTP_PORT": "587", "SMTP_USER": "igtf", "SMTP_PASSWORD": "x", "SMTP_STARTTLS": "true", "LANGUAGES": "en, fr",
    "HOOKS_WITHIN": "10.0.0.0/8, fd00::/8", "WITNESSES": "w.example/1+8ab2e976+BDrm http://w.example, x+8ab2e976+BA== https://x/y",
    "LIMITS": "1", "SECOND_FACTOR": "yes", "ARGON2_COST": "2, 19456, 1", "WEB_WORKERS": "8", "WEB_THREADS": "8",
    "KEPT_PAGES": "0", "KEPT_PIECES": "64", "LOG": "json", "PROXIES": "1",
    "TRUSTED_HOSTS": "policy.example.org, .example.net",
}  # fmt: skip


def read(name: str, text: str) -> object:
    return load({f"IGTF_{name}": text})[name]


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in WRONG.items() for text in texts])
def test_a_value_that_is_not_allowed_is_refused_with_what_is(name, text):
    with pytest.raises(CannotStart) as refused:
        read(name, text)
    allowed = SETTINGS[name].kind.allowed
    assert str(refused.value) == f"IGTF_{name} is “{text[:60]}”; it has to be {allowed}."


def test_what_is_allowed_is_read_and_nothing_of_it_is_weak():
    assert set(RIGHT) == set(SETTINGS)
    values = load({f"IGTF_{name}": text for name, text in RIGHT.items()})
    assert (values["PRODUCTION"], values["DEMO"], values["SMTP_PORT"]) == (True, False, 587)
    assert weaknesses(values) == []


def test_no_password_goes_to_another_machine_in_the_clear():
    strong = {f"IGTF_{name}": text for name, text in RIGHT.items()} | {"IGTF_SMTP_USER": "igtf"}
    for host, starttls, weak in [("smtp.example.org", "0", 1), ("smtp.example.org", "1", 0), ("127.0.0.1", "0", 0)]:
        given = load({**strong, "IGTF_SMTP_HOST": host, "IGTF_SMTP_STARTTLS": starttls})
        assert len(weaknesses(given)) == weak, (host, starttls)


def test_a_folder_in_which_nothing_can_be_written_is_found(tmp_path):
    values = load({"IGTF_VAR": str(tmp_path)})
    assert unwritable(values) == []
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    (said,) = unwritable({**values, "VAR": str(tmp_path / "file")})
    assert said.startswith(f"IGTF_VAR is {tmp_path}/file, where this account cannot write: ")


def test_every_kind_but_plain_text_says_what_it_allows():
    assert {name for name, one in SETTINGS.items() if one.kind is not config.TEXT} == set(WRONG)
    assert all(one.kind.allowed for name, one in SETTINGS.items() if name in WRONG)
    assert SETTINGS["MAIL"].kind.allowed == "console, file or smtp"
    assert set(TRANSPORTS) == {"console", "file", "smtp"}


def test_the_defaults_are_allowed():
    shown = {f"IGTF_{name}": str(int(one.default) if isinstance(one.default, bool) else one.default)
             for name, one in SETTINGS.items()}  # fmt: skip
    assert load(shown) == load({})


@pytest.mark.parametrize("name", SETTINGS)
def test_an_empty_one_is_as_good_as_not_set(name):
    assert read(name, "") == read(name, " ") == load({})[name]


def test_all_that_is_wrong_is_said_at_once_and_no_password():
    with pytest.raises(CannotStart) as refused:
        load({"IGTF_SMTP_PORT": "abc", "IGTF_DATABASE_URL": "mysql://igtf:open sesame@db/igtf"})
    assert "IGTF_SMTP_PORT" in str(refused.value)
    assert "mysql://igtf:…@db/igtf" in str(refused.value)
    assert "sesame" not in str(refused.value)


def test_a_name_that_is_no_setting_is_named():
    given = {
        "IGTF_MIAL": "smtp",
        "IGTF_COLOUR": "red",
        "IGTF_MAIL": "smtp",
        "IGTF_SHARED_DATA": "/data",
        "PATH": "/bin",
    }
    assert unknown(given) == ["IGTF_COLOUR is no setting.", "IGTF_MIAL is no setting; is IGTF_MAIL meant?"]


def test_without_settings_everything_weak_is_named():
    named = {sentence.split()[0] for sentence in weaknesses(load({}))}
    assert named == {"IGTF_SECRET_KEY", "IGTF_BASE_URL", "IGTF_PRODUCTION", "IGTF_MAIL", "IGTF_MAIL_FROM"}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://igtf:secret@db/igtf", "postgresql://igtf:…@db/igtf"),
        ("postgresql://igtf:se:cr/et@db/igtf", "postgresql://igtf:…@db/igtf"),
        ("postgresql:///igtf?host=db&password=secret&user=igtf", "postgresql:///igtf?host=db&password=…&user=igtf"),
        ("sqlite:////srv/igtf/igtf.sqlite3", "sqlite:////srv/igtf/igtf.sqlite3"),
    ],
)
def test_an_address_is_shown_without_its_password(address, shown):
    assert config.without_password(address) == shown
