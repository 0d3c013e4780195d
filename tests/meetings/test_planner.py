"""The planner: whose hour is which, and whose night it keeps being. The oracle knows fixed offsets only."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtf.core.errors import Invalid
from igtf.core.when import moment_of
from igtf.meetings.planner import PastMeeting, best, candidate, is_night, zone_for
from igtf.people.countries import Region
from tests.factories import make_person, sign_in
from tests.groups.making import active_group
from tests.meetings.making import opened
from tests.reading import read


@dataclass(frozen=True)
class Some:
    """People who share region, country and zone."""

    region: str | None
    country: str | None
    time_zone: str
    people: int


TOKYO = Some("asia_pacific", "JP", "UTC", 2)
NAIROBI = Some("african", "KE", "UTC", 3)
LIMA = Some("grulac", "PE", "America/Lima", 1)
FIXED = {TOKYO: 9, NAIROBI: 3, LIMA: -5}
"""Hours before or after UTC, the year round."""

moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31)).map(lambda m: m.replace(microsecond=0, tzinfo=UTC))  # noqa: DTZ001


@given(moments, st.integers(15, 300), st.sampled_from(list(FIXED)))
def test_the_night_is_from_22_to_7_of_local_time(start, length, some):
    minutes = [(start + timedelta(hours=FIXED[some], minutes=m)).hour for m in (0, length)]
    begins = minutes[0] >= 22 or minutes[0] < 7
    last = (start + timedelta(hours=FIXED[some], minutes=length, seconds=-1)).hour
    expected = begins or last >= 22 or last < 7
    assert is_night(PastMeeting(start, length), zone_for(some, start)) == expected


@given(st.lists(st.sampled_from(list(FIXED)), unique=True, min_size=1), moments, st.lists(moments, max_size=5))
def test_everybody_is_counted_once(people, start, past):
    found = candidate(people, PastMeeting(start, 60), [PastMeeting(moment, 60) for moment in past])
    assert sum(row.people for row in found.rows) == sum(some.people for some in people)
    assert found.awake_at_night <= sum(some.people for some in people)
    assert found.awake_at_night <= found.burden <= 2 * found.awake_at_night
    assert all(0 <= row.nights <= row.past == len(past) for row in found.rows)


def test_whose_night_it_keeps_being():
    afternoon, morning = datetime(2026, 12, 1, 14, tzinfo=UTC), datetime(2026, 12, 1, 6, tzinfo=UTC)
    past = [PastMeeting(afternoon - timedelta(days=30 * n), 60) for n in range(1, 4)]
    again = candidate(list(FIXED), PastMeeting(afternoon, 60), past)
    other = candidate(list(FIXED), PastMeeting(morning, 60), past)
    kept = {row.region: row.keeps for row in again.rows}
    assert kept == {Region.ASIA_PACIFIC: True, Region.AFRICAN: False, Region.GRULAC: False}  # 23:00 in Tokyo
    assert [row.region for row in other.rows if row.awake_at_night] == [Region.GRULAC]  # 1:00 in Lima
    assert best([again, other]) is other
    assert best([]) is None


def test_a_chosen_zone_wins_and_of_several_in_a_country_the_middle_one():
    at = datetime(2026, 1, 15, 12, tzinfo=UTC)
    assert zone_for(Some("weog", "US", "Pacific/Honolulu", 1), at).key == "Pacific/Honolulu"
    offset = at.astimezone(zone_for(Some("weog", "US", "UTC", 1), at)).utcoffset()
    assert offset in (timedelta(hours=-5), timedelta(hours=-6), timedelta(hours=-7))
    assert zone_for(Some(None, None, "UTC", 1), at).key == "UTC"
    assert zone_for(Some("none", "XX", "No/Where", 1), at).key == "UTC"


@given(st.dates(date(2024, 1, 1), date(2028, 1, 1)), st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_a_wall_clock_is_read_in_its_zone(day, at):
    tokyo = moment_of(day, at, "Asia/Tokyo")
    assert tokyo == datetime.combine(day, at, UTC) - timedelta(hours=9)
    assert tokyo.tzinfo is UTC


def test_an_hour_that_clocks_leave_out_is_refused_and_one_that_comes_twice_is_the_first(built):
    with pytest.raises(Invalid):
        moment_of(date(2027, 3, 28), time(2, 30), "Europe/Paris")
    assert moment_of(date(2027, 10, 31), time(2, 30), "Europe/Paris") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_the_page_compares_times_for_the_members_of_a_group(app, db):
    chair = make_person()
    active_group(app, chair)
    for country in ("JP", "KE", "PE"):
        sign_in(app, make_person(country=country)).post("/groups/icost/moves/join")
    asked = "/meetings/planner?group=icost&day=2026-12-15&times=06:00,14:00&length=60"
    reader, leads = app.test_client(), sign_in(app, chair)
    page = reader.get(asked).text
    words = read(re.sub("</?time[^>]*>", "", page))
    assert "Japan 15:00–16:00" in words
    assert "Peru 01:00–02:00 <b>(night)</b>" in words
    assert "Japan 23:00–00:00 <b>(night)</b>" in words
    before = read(re.sub("</?time[^>]*>", "", reader.get(asked.replace("06:00,14:00", "2:00, 02:00")).text))
    assert ("Peru 21:00–22:00 14 December 2026" in before, "Japan 11:00–12:00 1" in before) == (True, False)
    assert before.count("Local time by region at 02:00 UTC") == 2, "one time, named for its table and its frame"
    calling = "/groups/icost/moves/call-meeting?day=2026-12-15&amp;time=06:00&amp;zone=UTC&amp;length=60"
    assert (calling in page, "To call a meeting" in page) == (False, True)
    assert calling in leads.get(asked).text
    form = leads.get("/groups/icost/moves/call-meeting?day=2026-12-15&time=06:00&zone=UTC&length=60")
    assert 'value="2026-12-15"' in form.text
    assert 'value="06:00"' in form.text
    for wrong in ("day=soon", "times=6", "times=24:00", "day=9999-99-99", "day=0001-01-01"):
        assert reader.get(f"/meetings/planner?group=icost&{wrong}").status_code == 422, wrong
    for odd in ("", "?group=nowhere", "?group=icost&length=x", "?group=icost&length=99999999999", "?times=,,,"):
        assert reader.get(f"/meetings/planner{odd}").status_code == 200, odd


def test_who_chooses_a_time_zone_is_told_that_the_planner_shows_its_hour(app, db):
    active_group(app, make_person())
    member = sign_in(app, make_person(country="JP"))
    member.post("/groups/icost/moves/join")
    chosen = {"mail_pace": "at-once", "time_zone": "America/New_York"}
    assert member.post("/account/preferences", data=chosen).status_code == 302
    plan = app.test_client().get("/meetings/planner?group=icost&day=2026-12-15&times=06:00&length=60").text
    assert "Japan 01:00–02:00" in read(re.sub("</?time[^>]*>", "", plan))
    said = "only the planner of meetings of your groups shows, beside your country, what hour it is where you are"
    assert said in read(member.get("/account/preferences").text)


def test_the_past_of_the_group_is_looked_at(app, db):
    _group, _chair, client = opened(app)
    client.post("/groups/icost/moves/join")
    url = "/meetings/planner?group=icost&times=12:00"
    assert "0 meetings of the past" in app.test_client().get(url).text
    client.post("/meetings/1/moves/close", data={"step": "done"})
    page = app.test_client().get(url).text
    assert "1 meeting of the past is looked at." in page
    assert "of 1 meetings" in page
