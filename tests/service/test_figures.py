"""What the Figures page counts."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise

import pytest

from advisor.records import Tally
from advisor.records.tallies import DayTally
from advisor.service.charts import HEIGHT, column_chart, eval_runs, quantiles
from advisor.wire import AdviseRequest, Verdict
from tests.canned_advisor import long_answer


def tally(**counts: int) -> Tally:
    found = {Verdict(verdict): count for verdict, count in counts.items()}
    empty = DayTally(date(2026, 11, 19), {})
    return Tally((empty, DayTally(date(2026, 11, 20), found)), {}, 0, (), 0, ())


def test_pieces_of_a_column_stand_on_each_other() -> None:
    """Their heights add up to the day, and none hides another."""
    chart = column_chart(tally(proceed=3, refuse=4, escalate=9))

    pieces = chart.columns[1].pieces
    assert chart.top == 20
    assert sum(piece.height for piece in pieces) == pytest.approx(HEIGHT * 16 / 20)
    for below, above in pairwise(pieces):
        assert above.y + above.height == pytest.approx(below.y)


def test_no_opinion_draws_no_column() -> None:
    """Nothing is divided by nothing."""
    assert column_chart(tally()).columns[1].pieces == ()


def test_quantiles_are_times_that_were_measured() -> None:
    """By nearest rank: no time is made up between two."""
    found = quantiles([float(n) for n in range(1, 101)])

    assert [one.milliseconds for one in found] == [50, 95, 99]
    assert quantiles([]) == ()
    assert [one.time for one in quantiles([2.5])] == ["2.5 ms"] * 3
    assert quantiles([1_794.0])[0].time == "1.8 s"


def test_the_evaluation_is_shown_with_its_intervals(tmp_path) -> None:
    """A share of few plans does not look like one of many."""
    share = {"hits": 9, "total": 10, "value": 0.9, "interval": [0.596, 0.982]}
    written = {"metrics": {"facts": {"plans": 10, "accuracy": share, "horizon": {"total": 0}}}}
    (tmp_path / "evals.json").write_text(json.dumps(written))

    (run,) = eval_runs(tmp_path)

    (shown,) = run.shares
    assert (shown.name, shown.low, shown.high) == ("Acceptable verdicts", 59.6, 98.2)


@pytest.mark.parametrize("text", ["", "[]", '{"metrics": 3}', '{"metrics": {"x": 1}}', "{"])
def test_an_unreadable_evaluation_shows_nothing(tmp_path, text) -> None:
    """A page does not fail because a file is torn."""
    (tmp_path / "evals.json").write_text(text)

    assert eval_runs(tmp_path) == ()


def test_the_page_counts_the_tenant_s_own_opinions(browser, records) -> None:
    """Another tenant's opinions are in no figure."""
    request = AdviseRequest(action="Score")
    records.opinions.add("default", request, long_answer())
    records.opinions.add("another", request, long_answer())

    page = browser.get("/figures").text

    assert "In how many of the latest 1 opinions" in page
    assert "Personal data leave the EEA" in page
