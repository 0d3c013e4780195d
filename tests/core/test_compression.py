"""Answers are compressed for whoever accepts it; files as small as can be. What is decoded is what was sent plain."""

import gzip
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest
from flask import Flask

from igtf.core.page.compression import zstd
from tests.factories import issue_form, make_person, sign_in

DECODED = {"br": brotli.decompress, "zstd": zstd.decompress, "gzip": gzip.decompress}
STYLE = "/static/any/css/igtf.css"


@pytest.mark.parametrize("encoding", DECODED)
def test_a_page_and_a_file_arrive_as_they_are(app: Flask, db: None, encoding: str) -> None:
    client = app.test_client()
    for path in (STYLE, "/static/any/js/hum.js", "/how-it-works"):
        plain = client.get(path, headers={"Accept-Encoding": "identity"})
        made = client.get(path, headers={"Accept-Encoding": encoding})
        assert "Content-Encoding" not in plain.headers
        assert made.headers["Content-Encoding"] == encoding
        assert len(DECODED[encoding](made.data)) == len(plain.data), path
        assert len(made.data) == int(made.headers["Content-Length"]) < len(plain.data)
        assert all("Accept-Encoding" in answer.headers["Vary"] for answer in (plain, made))


def test_also_a_refusal_is_compressed_and_what_is_short_is_not(app: Flask, db: None) -> None:
    client, accepted = app.test_client(), {"Accept-Encoding": "br"}
    missing = client.get("/issues/77", headers=accepted)
    wrong = client.post("/register", data={"name": "Ada"}, headers=accepted)
    assert (missing.status_code, wrong.status_code) == (404, 422)
    assert b"</html>" in brotli.decompress(missing.data)
    assert b"Give your e-mail address." in brotli.decompress(wrong.data)
    for path in ("/healthz", "/static/any/favicon.svg"):
        answer = client.get(path, headers=accepted)
        assert len(answer.data) < 600
        assert "Content-Encoding" not in answer.headers


def test_a_file_is_smaller_than_a_page_would_be_made(app: Flask, db: None) -> None:
    plain = app.test_client().get(STYLE, headers={"Accept-Encoding": "identity"}).data
    for encoding, quick in (("br", brotli.compress(plain, quality=2)), ("zstd", zstd.compress(plain, 3))):
        made = app.test_client().get(STYLE, headers={"Accept-Encoding": encoding}).data
        assert len(made) < 0.95 * len(quick)


def test_many_at_once_share_one_compressor(app: Flask, db: None) -> None:
    writer = sign_in(app, make_person())
    for number in range(1, 5):
        writer.post("/issues/new", data=issue_form(title=f"The issue of thread {number}"))
    zstandard = {"Accept-Encoding": "zstd"}

    def read(number: int) -> bool:
        answer = app.test_client().get(f"/issues/{number}", headers=zstandard)
        return f"The issue of thread {number}".encode() in zstd.decompress(answer.data)

    with ThreadPoolExecutor(4) as readers:
        assert all(readers.map(read, [1, 2, 3, 4] * 10))
