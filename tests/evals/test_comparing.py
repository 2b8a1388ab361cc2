"""The accepted run, the second reader, and what moved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import CorpusError
from evals.accepted import Turn, accepted_of, compare, load_accepted, write_accepted
from evals.running import Mode
from evals.scenarios import Result
from evals.scoring import Share, score
from evals.second_labels import SecondLabel, agreement, load_second_labels

Build = Callable[..., Any]


def test_an_accepted_run_is_read_as_it_was_written(
    plan: Build, said: Build, tmp_path: Path
) -> None:
    """Figures and verdicts, one line a scenario."""
    run = accepted_of([score(plan(), said("proceed", confidence=0.9))], "v1")
    path = tmp_path / "accepted.json"
    assert load_accepted(path) is None

    write_accepted(run, path)

    assert load_accepted(path) == run
    assert run.verdicts == {"a hand-made scenario": {Mode.FACTS: Result.PROCEED}}
    assert run.figures["facts/all/accuracy"] == 1.0
    assert run.figures["facts/to tune on/brier"] == pytest.approx(0.01)


def test_a_damaged_accepted_run_is_an_error(tmp_path: Path) -> None:
    """It says what to do."""
    path = tmp_path / "accepted.json"
    path.write_text("{}", encoding="utf-8")

    with pytest.raises(CorpusError, match="accept a run again"):
        load_accepted(path)


@pytest.mark.parametrize(
    ("acceptable", "then", "now", "turn"),
    [
        (["refuse"], "escalate", "refuse", Turn.BETTER),
        (["refuse"], "refuse", "proceed", Turn.WORSE),
        (["refuse"], "escalate", "proceed", Turn.WORSE),
        (["refuse"], "modify", "escalate", Turn.SIDEWAYS),
        (["proceed"], "escalate", "proceed", Turn.BETTER),
        (["proceed", "escalate"], "escalate", "proceed", Turn.SIDEWAYS),
    ],
)
def test_a_flipped_verdict_is_judged_by_the_label(
    plan: Build, said: Build, acceptable: list[str], then: str, now: str, turn: Turn
) -> None:
    """To permit wrongly is worse than any other wrong verdict."""
    labelled = plan(acceptable=acceptable)
    before = accepted_of([score(labelled, said(then))], "v1")

    (flip,) = compare(before, [score(labelled, said(now))], whole=True).flips

    assert flip.turn is turn


def test_figures_and_missing_plans_count_only_on_a_whole_run(plan: Build, said: Build) -> None:
    """A chosen few say nothing of the rest."""
    before = accepted_of([score(plan(), said("escalate"))], "v1")
    other = plan(name="another hand-made scenario")

    whole = compare(before, [score(other, said("proceed"))], whole=True)
    few = compare(before, [score(other, said("proceed"))], whole=False)

    assert whole.new == few.new == ("another hand-made scenario",)
    assert (whole.gone, few.gone) == (("a hand-made scenario",), ())
    moved = {shift.name: shift.better for shift in whole.shifts}
    assert moved["facts/all/accuracy"]
    assert moved["facts/all/over_blocking"]
    assert few.shifts == ()


def test_agreement_of_two_readers(plan: Build) -> None:
    """Exact, in part, opposed; kappa as in the textbook for two by two."""
    firsts = [(["proceed"], 20), (["refuse"], 5), (["proceed"], 10), (["refuse"], 15)]
    seconds = [["proceed"], ["proceed"], ["refuse"], ["refuse"]]
    scenarios, labels = [], []
    for (acceptable, many), second in zip(firsts, seconds, strict=True):
        for _ in range(many):
            name = f"hand-made scenario {len(scenarios)}"
            scenarios.append(plan(name=name, acceptable=acceptable))
            labels.append(SecondLabel(name=name, acceptable=second))

    found = agreement(scenarios, labels)

    assert found.exact == found.overlap == Share(35, 50)
    assert found.kappa == pytest.approx(0.4)
    assert len(found.disagreements) == len(found.unresolved) == 15
    assert all(one.opposed for one in found.disagreements)


def test_an_overlap_is_a_milder_difference_and_a_reason_resolves_it(plan: Build) -> None:
    """It is listed after those where nothing is acceptable to both."""
    scenario = plan(acceptable=["escalate", "modify"])
    label = SecondLabel(
        name=scenario.name, acceptable=["modify"], resolved="The first stands: Art. 22(3) GDPR."
    )

    found = agreement([scenario, plan(name="without a second label")], [label])

    assert (found.exact, found.overlap) == (Share(0, 1), Share(1, 1))
    assert found.kappa is None
    assert not found.disagreements[0].opposed
    assert found.unresolved == ()


def test_a_second_label_names_a_scenario_once(plan: Build, tmp_path: Path) -> None:
    """Each problem is told with file and line."""
    entry = "- {name: a hand-made scenario, acceptable: [proceed]}\n"
    (tmp_path / "one.yaml").write_text(entry, encoding="utf-8")
    assert len(load_second_labels([plan()], tmp_path)) == 1

    wrong = entry + "- {name: nobody knows this, acceptable: [proceed]}\n"
    wrong += "- {name: a hand-made scenario, acceptable: [perhaps]}\n"
    (tmp_path / "two.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        load_second_labels([plan()], tmp_path)
    told = str(caught.value)
    assert "two.yaml:1" in told
    assert "no scenario is named `nobody knows this`" in told
    assert "two.yaml:3" in told


def test_the_second_labels_of_the_project_can_be_read() -> None:
    """Whoever adds one hears at once what is wrong with it."""
    from evals.scenarios import load_scenarios

    load_second_labels(load_scenarios())
