"""The kept figures equal what is counted slowly; read bit by bit or at once they are the same; widths add up."""

import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from igtf.core.db import session, writing
from igtf.core.workflow import WORKFLOWS
from igtf.drafts import commands as drafts
from igtf.figures import queries
from igtf.figures.commands import keep_figures
from igtf.figures.flow import flow_of
from igtf.figures.layout import BAR, WIDE, lay_out
from igtf.figures.models import Figure, Progress
from igtf.figures.ways import ON_THE_WAY, SOURCES, IssueWay, WayEntry, WayPart, cells_of, days_of, least_of, path_of
from igtf.issues import commands as issues
from igtf.issues.models import Issue as IssueRow
from igtf.notice.sequencer import give_places
from igtf.record.models import Actor, Event, Hat, Relation, Subject
from igtf.record.moves import perform
from igtf.record.subjects import open_subject, relate, unrelate
from tests.api.kit import is_problem
from tests.counting import reads
from tests.drafts.samples import GOOD
from tests.factories import by, make_person
from tests.figures.life import Life

ENDS = st.sampled_from(["ended:resolved", "ended:duplicate", "waits", "back:clearing-house"])
PATHS = st.dictionaries(
    st.tuples(
        st.tuples(st.sampled_from(SOURCES), st.sets(st.sampled_from(ON_THE_WAY), min_size=1)).map(
            lambda p: ">".join((p[0], *(name for name in ON_THE_WAY if name in p[1])))
        ),
        ENDS,
    ).map(lambda p: (p[0], f"waits:{p[0].rpartition('>')[2]}" if p[1] == "waits" else p[1])),
    st.integers(1, 100_000),
    max_size=30,
)


@given(PATHS)
def test_what_reaches_a_node_goes_on_or_stops_and_the_widths_say_so(paths):
    flow = flow_of(paths)
    assert flow.total == sum(paths.values())
    arrived = Counter()
    for node in (*flow.sources, *flow.stations):
        assert node.reached == node.on.total() + sum(stop.number for stop in node.stops)
        arrived.update(node.on)
    assert {node.name: node.reached for node in flow.stations} == {name: arrived[name] for name in ON_THE_WAY}
    layout = lay_out(flow)
    near = pytest.approx
    for bar in layout.bars:
        leaving = [r.leaves[1] for r in layout.ribbons if r.source == bar.node.name]
        hanging = [s.width for s in layout.stubs if s.row == bar.row and s.stop in bar.node.stops]
        coming = [r.spans[r.last][1] for r in layout.ribbons if r.target == bar.node.name]
        assert sum(leaving) + sum(hanging) == near(bar.width, abs=0.01)
        assert bar.row == 0 or sum(coming) == near(bar.width, abs=0.01)
    for ribbon in layout.ribbons:
        assert sorted(ribbon.spans) == list(range(ribbon.first + 1, ribbon.last + 1))
        spans = [ribbon.leaves, *ribbon.spans.values()]
        assert all(0 <= x <= x + width <= WIDE + 0.01 for x, width in spans)
    for row in range(layout.rows):  # nothing lies on anything else
        lying = [(bar.x, bar.width) for bar in layout.bars if bar.row == row and bar.node.reached]
        lying += [r.spans[row] for r in layout.ribbons if r.first < row < r.last]
        for (x, width), (following, _width) in zip(sorted(lying), sorted(lying)[1:], strict=False):
            assert x + width <= following + 0.01
    assert layout.height > BAR


@given(st.lists(st.integers(0, 3000), min_size=1))
def test_medians_and_slowest_tenths(days):
    known = sorted(days)
    counted = Counter(days).items()
    assert least_of(counted, 0.5) == known[(len(known) + 1) // 2 - 1]
    assert least_of(counted, 0.9) == known[-(-9 * len(known) // 10) - 1]
    for day in days:
        assert 0 <= day - days_of(timedelta(days=day, hours=5)) < max(1, day / 10)


DAY = datetime(2025, 3, 3, tzinfo=UTC)


def _issue(state, *entries, parts=()):
    dated = [WayEntry(kind, DAY + timedelta(days=number)) for number, kind in enumerate(entries)]
    return IssueWay(WayPart("issue", state, dated[-1].at, dated), "filer", parts)


def _statement(state, *kinds):
    return WayPart("statement", state, DAY + timedelta(days=9), [WayEntry(f"statement.{kind}", DAY) for kind in kinds])


def test_where_a_way_leads():
    answered = _statement("answered", "draft", "send", "answer")
    referred = ("issue.file", "issue.accept", "issue.refer")
    assert path_of(_issue("submitted", "issue.file")) == ("filer>clearing-house", "waits:clearing-house")
    assert path_of(_issue("referred", *referred)) == ("filer>clearing-house>sent", "waits:sent")
    whole = "filer>clearing-house>sent>answered"
    assert path_of(_issue("referred", *referred, parts=[answered])) == (whole, "waits:answered")
    assert path_of(_issue("resolved", *referred, "issue.resolve", parts=[answered])) == (whole, "ended:resolved")
    later = _issue("unhoused", *referred, *["issue.support"] * 9, "issue.find-no-body", parts=[answered])
    assert path_of(later) == (whole, "back:clearing-house")
    back = _issue("unhoused", "issue.file", "issue.accept", "issue.find-no-body", "issue.take-up", "issue.return")
    assert path_of(back) == ("filer>clearing-house>group", "back:clearing-house")
    stays = [cell[1:] for cell in cells_of(back, "civil|african|KE") if cell[0] == "stay"]
    assert stays == [("issue.submitted", "1"), ("issue.open", "1"), ("issue.unhoused", "1"), ("issue.in-group", "1")]
    assert ("wait", "issue.unhoused", "2025-03-03") in cells_of(back, "")
    unanswered = _statement("closed", "draft", "send", "close")
    assert path_of(_issue("referred", *referred, parts=[unanswered])) == ("filer>clearing-house>sent", "waits:sent")


def kept():
    """Let the worker count what is new, and return all figures."""
    while give_places():
        pass
    keep_figures()
    return {(f.slice, f.what, f.name, f.bucket): f.number for f in session.scalars(select(Figure))}


def _slowly():
    """Return what is counted from entries and relations, another way."""
    states = dict(session.execute(select(Subject.id, Subject.state).where(Subject.kind == "issue")).all())
    done, told = defaultdict(set), defaultdict(set)
    for kind, subject in session.execute(select(Event.kind, Event.subject_id)):
        done[kind].add(subject)
    for part, issue in session.execute(
        select(Relation.subject_id, Relation.target_id).where(Relation.kind == "refers")
    ):
        told[issue].add(part)
    sent = {issue for issue in states if issue in done["issue.refer"] or told[issue] & done["statement.send"]}
    answered = {issue for issue in sent if told[issue] & done["statement.answer"]}
    return {
        "total": len(states), "sent": len(sent), "answered": len(answered),
        "outcome": len(done["outcome.become-issue"]),
        "ended": sum(WORKFLOWS["issue"].state_by_name[state].phase == "closed" for state in states.values()),
    }  # fmt: skip


@pytest.mark.parametrize("seed", [1])
def test_the_figures_equal_a_slow_count_and_do_not_depend_on_when_they_are_read(app, db, seed):
    life = Life(seed)
    for _round in range(4):
        life.run(30)
        kept()
    draft = drafts.submit(name="on-the-first", source=GOOD, by=by(make_person(), life.at))
    bit_by_bit = kept()
    flow = queries_flow({})
    slow = _slowly()
    nodes = {node.name: node for node in (*flow.sources, *flow.stations)}
    assert flow.total == slow["total"] > 20
    assert nodes["clearing-house"].reached == slow["total"]
    assert nodes["sent"].reached == slow["sent"] > 1
    assert nodes["answered"].reached == slow["answered"] > 0
    assert nodes["outcome"].reached == slow["outcome"] > 0
    assert sum(node.stopped("ended") for node in flow.stations) == slow["ended"] > 0
    assert nodes["draft"].reached == 1
    _slices_equal_slow_ones()
    _people_equal_slow_ones(bit_by_bit)

    drafts.revise(draft, source=GOOD.replace("addresses: [1]", "addresses: [2]"), note="x",
                  by=by(session.get_one(Actor, draft.subject.opened_by_id)))  # fmt: skip
    moved = kept()
    with writing():
        session.get_one(Progress, "figures").rules = "older ones"
    assert kept() == moved
    client = app.test_client()
    for address in ("/statistics", "/statistics?year=2025", f"/statistics?topic={'root-zone'}&layer=use&year=2024"):
        with reads(app) as sent:
            assert client.get(address).status_code == 200
        assert len(sent) <= 4
    data = client.get("/statistics.json?region=african").json
    assert data["issues"] == sum(
        region == "african"
        for region in session.scalars(
            select(Hat.region).join(Subject, Subject.opened_hat_id == Hat.id).where(Subject.kind == "issue")
        )
    )
    assert "No issue is like that" in client.get("/statistics?source=nonsense").text
    for nonsense in ("never", "20x4", "0", "123456"):
        page = client.get(f"/statistics?year={nonsense}&layer=use").text
        assert f"Filed in: “{nonsense}” is not known here" in page
        assert f"Filed in: {nonsense}" not in page
        assert 'href="/statistics.json?layer=use"' in page
        refused = client.get(f"/statistics.json?year={nonsense}")
        assert is_problem(refused, 422, f"“{nonsense}”")
    assert "Filed in: 1999" in client.get("/statistics?year=1999").text
    assert client.get("/statistics.json?year=1999").json["issues"] == 0
    assert [*client.get("/statistics.json?topics=access").json["errors"]] == ["topics"]
    assert is_problem(client.get("/statistics.json?layer=x"), 422, "This is one of")
    assert client.get("/statistics.json?year=&lang=fr").json["issues"] == slow["total"]


def test_the_words_of_what_was_hidden_stand_in_no_filter(app, db):
    filer, moderator = make_person(), make_person(roles=("moderator",))
    made = [issues.file(title=f"Spam {n}", summary="Buy.", layer="use", topic="root-zone", source="Zanzibarium",
                        by=by(filer)) for n in range(2)]  # fmt: skip
    kept()
    client, narrowed = app.test_client(), "/statistics.json?source=Zanzibarium"
    assert "Zanzibarium" in client.get("/statistics").text
    assert client.get(narrowed).json["issues"] == 2
    for issue in made:
        perform(WORKFLOWS["issue"], "hide", issue, {"reason": "Spam."}, by=by(moderator))
    kept()
    assert "Zanzibarium" not in client.get("/statistics").text
    assert client.get(narrowed).json["issues"] == 0
    assert not session.scalars(select(Figure).where(Figure.slice.contains("Zanzibarium"))).all()
    assert queries_flow({}).total == 2, "they are counted all the same"
    perform(WORKFLOWS["issue"], "show-again", made[0], {"reason": "It asks something."}, by=by(moderator))
    kept()
    assert client.get(narrowed).json["issues"] == 1


def test_an_address_of_data_refuses_as_data(app, db):
    client = app.test_client()
    for path in ("/record/999/receipt.json", "/reports/9998.json", "/selections/9/draw.json", "/nothing.json"):
        assert is_problem(client.get(path), 404), path
    assert client.get("/nothing").mimetype == "text/html"


def queries_flow(asked, year=None):
    sums, _site = queries.figures_of(year, {name: asked.get(name) for name in queries.DIMENSIONS})
    return flow_of({(name, bucket): number for (what, name, bucket), number in sums.items() if what == "path"})


def _slices_equal_slow_ones():
    rows = session.execute(
        select(Subject.topic, IssueRow.layer, IssueRow.source, Hat.region, Subject.opened_at)
        .join(IssueRow, IssueRow.id == Subject.id).join(Hat, Hat.id == Subject.opened_hat_id)
    ).all()  # fmt: skip
    for asked in ({"topic": "root-zone"}, {"layer": "use"}, {"source": "Meeting 1"}, {"region": "african"},
                  {"topic": "root-zone", "layer": "use"}, {"layer": "use", "region": "african"}):  # fmt: skip
        for year in (None, 2024, 2025, 1999):
            wanted = sum(
                all(getattr(row, name) == value for name, value in asked.items())
                and (year is None or row.opened_at.year == year)
                for row in rows
            )
            assert queries_flow(asked, year).total == wanted, (asked, year)
    assert queries.sources(queries.figures_of(None, {})[1]) == ["Meeting 1"]


def _people_equal_slow_ones(kept):
    years = defaultdict(set)
    acts = Counter()
    rows = session.execute(select(Event.at, Event.actor_id).join(Actor, Actor.id == Event.actor_id)
                           .where(Actor.kind == "person", Event.subject_id.is_not(None)))  # fmt: skip
    for at, actor in rows:
        years[actor].add(at.year)
        acts[at.year] += 1
    for year, number in acts.items():
        own = [actor for actor, seen in years.items() if year in seen]
        new = [actor for actor in own if min(years[actor]) == year]
        assert kept.get(("site", "persons", str(year), "newcomers"), 0) == len(new)
        assert kept.get(("site", "persons", str(year), "others"), 0) == len(own) - len(new)
        for what, total in (("acts", number), ("newcomers", len(new))):
            assert total == sum(n for key, n in kept.items() if key[:3] == ("site", what, str(year)))


def test_an_empty_site_says_how_it_begins(client):
    page = client.get("/statistics").text
    assert "The flow begins with the first one" in page
    assert "The first report begins with the first act" in client.get("/reports/").text


def test_the_bars_of_the_steps_are_told_apart_without_their_colour(app, db):
    Life(1).run(60)
    kept()
    page = app.test_client().get("/statistics").text
    assert "the first part ends at the median, and the whole where the slowest tenth begins" in page
    assert "dark bar" not in page, "in the dark it is the other way round"


def test_a_number_leads_to_a_list_of_as_many(app, db):
    Life(3).run(150)
    kept()
    reader = app.test_client()
    unlike = 0
    for asked in ("", f"?year={datetime.now(UTC).year}", "?layer=use"):
        page = reader.get(f"/statistics{asked}").text
        links = re.findall(r'<a href="(/[a-z-]+/\?state=[a-z-]+)">(\d+)', page)
        assert links or asked
        for path, number in links:
            assert len(reader.get(f"/api/v1{path.replace('/?', '?')}").json["items"]) == int(number), (asked, path)
        unlike += len(re.findall(r'"Wait now">\s*\d', page))
    assert unlike, "a part of several issues, or a filter"


def test_an_issue_came_from_what_it_was_filed_from_and_not_from_what_speaks_of_it(app, db):
    with writing():
        issue, statement, outcome = (
            open_subject(kind, "9", "Lamps", state, by=by(make_person()))
            for kind, state in (("issue", "submitted"), ("statement", "received"), ("outcome", "waiting"))
        )
        for other, kind in ((statement, "concerns"), (outcome, "attached-to"), (statement, "see-also")):
            relate(other.id, kind, issue.id, at=issue.opened_at)
    assert queries.came_from([issue.id]) == {}
    for kind, other, source in (("from-outcome", outcome, "outcome"), ("from-statement", statement, "statement")):
        with writing():
            relate(issue.id, kind, other.id, at=issue.opened_at)
        assert queries.came_from([issue.id]) == {issue.id: (other.id, source)}
        with writing():
            unrelate(issue.id, kind, other.id)
