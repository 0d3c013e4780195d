"""Signatures against the vector that the specification of Standard Webhooks publishes."""

from datetime import UTC, datetime

from igtf.hooks.signing import secret_of, signed

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NUMBER, MOMENT = "msg_p5jXN8AQM9LWM0D4loKWxJek", datetime.fromtimestamp(1_614_265_330, UTC)
BODY, SIGNATURE = b'{"test": 2432232314}', "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_published_vector():
    assert signed(SECRET, NUMBER, MOMENT, BODY) == {
        "webhook-id": NUMBER, "webhook-timestamp": "1614265330", "webhook-signature": SIGNATURE,
    }  # fmt: skip


def test_whatever_changes_changes_the_signature(built):
    others = [
        signed(secret_of("salt"), NUMBER, MOMENT, BODY),
        signed(SECRET, NUMBER + "x", MOMENT, BODY),
        signed(SECRET, NUMBER, MOMENT.replace(year=2022), BODY),
        signed(SECRET, NUMBER, MOMENT, BODY + b" "),
    ]
    found = {headers["webhook-signature"] for headers in others} | {SIGNATURE}
    assert len(found) == len(others) + 1
    assert secret_of("salt") == secret_of("salt") != secret_of("pepper")
