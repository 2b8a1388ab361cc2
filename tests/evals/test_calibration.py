"""Confidence as a probability: figures, the curve, and that it never reorders or decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from advisor.advising import Advisor
from advisor.errors import CorpusError
from advisor.reasoning.calibration import AS_IT_IS, Calibration
from advisor.reasoning.loading import load_rulebook
from evals.calibration import brier, claims, cross_validated, expected_error, learn, reliability
from evals.running import Mode, run
from evals.scenarios import load_scenarios
from evals.scoring import Share, score

Build = Callable[..., Any]


def test_the_brier_score_is_the_mean_squared_distance() -> None:
    """Certain and right costs nothing, certain and wrong costs one."""
    found = brier([(1.0, True), (1.0, False), (0.5, True)])

    assert found is not None
    assert found.value == pytest.approx((0 + 1 + 0.25) / 3)
    assert found.interval[0] >= 0
    assert brier([]) is None


def test_a_refused_request_claims_nothing(plan: Build, said: Build) -> None:
    """Where no verdict was given there is no confidence to measure."""
    answers = [score(plan(), said("proceed", confidence=0.9)), score(plan(), said("error"))]

    assert claims(answers) == [(0.9, True)]


def test_answers_are_put_into_bins_of_confidence() -> None:
    """What was claimed stands beside what was right; full certainty falls into the last bin."""
    low, high = reliability([(0.6, False), (0.65, True), (1.0, True)])

    assert (low.low, low.high, low.right) == (0.5, 0.7, Share(1, 2))
    assert low.claimed == pytest.approx(0.625)
    assert (high.high, high.right) == (1.0, Share(1, 1))


def test_a_curve_brings_claims_to_what_came_true() -> None:
    """Too modest answers come out right as often as they then claim; the order stays."""
    raw = [(0.6, n % 10 not in (0, 3)) for n in range(100)]
    raw += [(0.8, n % 20 != 7) for n in range(100)]
    curve = learn(raw)

    assert curve == learn(raw)
    assert curve.of(0.6) == pytest.approx(0.8, abs=0.03)
    assert curve.of(0.8) == pytest.approx(0.95, abs=0.03)
    after = [(curve.of(value), hit) for value, hit in raw]
    assert (expected_error(after) or 0) < 0.03 < (expected_error(raw) or 0)
    assert len(cross_validated(raw)) == len(raw)


def test_a_ranking_that_runs_the_wrong_way_is_not_learnt() -> None:
    """The curve may only rise; answers that are all right teach no order either."""
    for raw in ([(0.5, True)] * 50 + [(0.9, False)] * 50, [(0.5, True)] * 5 + [(0.9, True)] * 5):
        with pytest.raises(ValueError, match="not right more often"):
            learn(raw)
    with pytest.raises(ValueError, match="no answers"):
        learn([])


def test_the_curve_rises_and_stays_between_nought_and_one() -> None:
    """Also at the ends, where log odds would be infinite."""
    curve = Calibration(slope=0.5, shift=3.0)
    found = [curve.of(n / 20) for n in range(21)]

    assert found == sorted(found)
    assert 0 < found[0] < found[-1] < 1
    assert AS_IT_IS.of(0.7) == pytest.approx(0.7)


def test_the_curve_moves_confidence_and_nothing_else(advisor: Advisor) -> None:
    """No verdict, citation or question hangs on how sure the advisor calls itself."""
    plain = replace(advisor, book=replace(advisor.book, calibration=AS_IT_IS))
    for scenario in [s for s in load_scenarios() if s.facts is not None][:20]:
        now, raw = run(advisor, scenario, Mode.FACTS), run(plain, scenario, Mode.FACTS)
        assert replace(now, confidence=None, elapsed_ms=0) == replace(
            raw, confidence=None, elapsed_ms=0
        )


def test_a_falling_curve_is_an_error_of_the_corpus(tmp_path: Path) -> None:
    """Named with the file; nothing is guessed instead."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for entry in (Path(__file__).parents[2] / "corpus").iterdir():
        (corpus / entry.name).symlink_to(entry)
    (corpus / "confidence.yaml").unlink()
    text = "learnt_from: nothing\nlearnt_by: nobody\nslope: -1\nshift: 0\n"
    (corpus / "confidence.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(CorpusError, match=r"confidence\.yaml:3.*slope"):
        load_rulebook(corpus)
