"""Which host names are answered: in production only our own, so that no link is built from a stranger's header."""

import re

from structlog.testing import capture_logs

import config
from igtf import create_app
from tests.conftest import SETTINGS


def test_only_known_hosts_are_answered(db_url, tmp_path):
    app = create_app({**SETTINGS, "TRUSTED_HOSTS": "policy.example.org", "DATABASE_URL": db_url, "VAR": str(tmp_path)})
    client = app.test_client()
    assert client.get("/", base_url="https://policy.example.org").status_code == 200
    with capture_logs() as said:
        strange = client.get("/", base_url="https://other.example")
    assert strange.status_code == 400
    assert b"This site does not answer under this name" in strange.data
    (line,) = [line for line in said if line["event"] == "host not answered"]
    assert (line["host"], line["see"]) == ("other.example", "IGTF_BASE_URL and IGTF_TRUSTED_HOSTS")
    assert b"other.example" not in strange.data
    sheet = re.search(r'href="(/static/[^"]+\.css)"', strange.text)[1]
    assert client.get(sheet, base_url="https://other.example").status_code == 200, "its page can be read"
    app.extensions["igtf.db"].dispose()


def test_production_answers_its_own_host_unless_others_are_named():
    values = {"TRUSTED_HOSTS": "", "PRODUCTION": True, "BASE_URL": "https://policy.example.org:8443"}
    assert config.trusted_hosts(values) == ["policy.example.org"]
    assert config.trusted_hosts({**values, "TRUSTED_HOSTS": "a.example, b.example"}) == ["a.example", "b.example"]
    assert config.trusted_hosts({**values, "PRODUCTION": False}) is None
