"""Every address answers alike in each encoding that clients accept, as the server of the program hands files over."""

import gzip
import zlib

import brotli
from sqlalchemy import select
from waitress.buffers import ReadOnlyFileBasedBuffer

from igtf.core.db import session
from igtf.core.page.compression import zstd
from igtf.record.models import File, Subject
from tests.inventory.addresses import paths

SERVER = {"wsgi.file_wrapper": ReadOnlyFileBasedBuffer}
"""It has a length, unlike that of the test client: what is sent through it does not look like a stream."""

DECODED = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress, "deflate": zlib.decompress}
ACCEPTED = (*DECODED, "identity", "gzip, deflate")


def plain(answer):
    """Return the bytes that an answer stands for."""
    coded = answer.headers.get("Content-Encoding", "identity")
    return DECODED.get(coded, bytes)(answer.data) if answer.data else b""


def ask(client, path, accepted, **headers):
    """Return the whole answer; the file behind it is closed, as a server does."""
    given = {"Accept-Encoding": accepted, **headers}
    with client.get(path, headers=given, environ_overrides=SERVER, buffered=True) as answer:
        return answer


def kept_files():
    """Return the addresses of all files of letters."""
    rows = session.execute(select(Subject.ref, File.number).join(Subject, Subject.id == File.subject_id))
    return [f"/statements/{ref}/files/{number}" for ref, number in rows]


def test_every_address_answers_in_each_encoding(story):
    with story.app_context():
        of_each = dict(paths(story, "GET"))
        asked = [*of_each.values(), *kept_files(), "/static/favicon.svg", "/static/away.html", "/static/paper.css"]
    client, faults, files = story.test_client(), [], 0
    for path in asked:
        first = ask(client, path, "identity")
        exact = first.status_code == 200 and first.mimetype != "text/html" and first.get_etag()[1] is False
        files += exact
        for accepted in ACCEPTED:
            answer = ask(client, path, accepted)
            if answer.status_code != first.status_code or (exact and plain(answer) != first.data):
                faults.append((path, accepted, answer.status_code))
            plain(answer)
    assert faults == []
    assert files >= 4


def test_a_text_file_of_a_letter_arrives_whole_in_part_and_not_twice(story):
    with story.app_context():
        wanted = select(Subject.ref, File.number, File.data, File.sha256, File.name)
        csv = wanted.join(Subject, Subject.id == File.subject_id).where(File.mimetype == "text/csv")
        ref, number, data, sha, name = session.execute(csv).all()[0]
    path = f"/statements/{ref}/files/{number}"
    client = story.test_client()
    for accepted in ACCEPTED:
        whole = ask(client, path, accepted)
        assert (whole.status_code, plain(whole), whole.get_etag()) == (200, data, (sha, False)), accepted
        assert name in whole.headers["Content-Disposition"]
        part = ask(client, path, accepted, Range="bytes=0-9")
        assert (part.status_code, part.data) == (206, data[:10])
        assert ask(client, path, accepted, **{"If-None-Match": f'"{sha}"'}).status_code == 304
        as_text = ask(client, path, accepted, Accept="text/plain")
        assert (as_text.status_code, plain(as_text)) == (200, data)
    assert ask(client, "/static/away.html", "gzip", Accept="text/plain").status_code == 200
