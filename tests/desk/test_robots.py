"""What robots are asked to leave out, as the parser of the standard library reads it."""

from urllib.robotparser import RobotFileParser


def test_robots_read_the_record_and_leave_out_what_only_leads_on(client):
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines())
    for path in ("/", "/issues/2", "/record", "/groups/newiss", "/feeds/issues.atom", "/people/ada", "/api/v1/issues"):
        assert rules.can_fetch("any", f"https://igtf.example{path}"), path
    for path in ("/search?q=lamps", "/record/5", "/desk", "/account/", "/sign-in?next=%2F", "/comments/7"):
        assert not rules.can_fetch("any", f"https://igtf.example{path}"), path
