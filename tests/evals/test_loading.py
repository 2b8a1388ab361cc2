"""Scenarios and gates as data: what is wrong is told with file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor.advising import Advisor
from advisor.errors import CorpusError, RequestError
from advisor.law.identifiers import ProvisionId
from evals.gates import Gates, Least, closed, load_gates
from evals.parts import Part
from evals.running import Mode, carrying_citations, request_of
from evals.scenarios import LISTED, Scenario, either, load_scenarios
from evals.scoring import score

Build = Callable[..., Any]

SOUND = """\
- name: a plan that is sound
  words: Send an order confirmation
  as_of: 2026-11-20
  acceptable: [proceed]
  group: service
  instruments: [gdpr]
  difficulty: easy
  rationale: Art. 6(1)(b) GDPR carries it.
"""


def _loaded(folder: Path, text: str) -> tuple[Scenario, ...]:
    (folder / "plans.yaml").write_text(text, encoding="utf-8")
    return load_scenarios(folder)


def test_a_sound_scenario_is_loaded(tmp_path: Path) -> None:
    """A scenario that must proceed has no unsafe verdict."""
    (scenario,) = _loaded(tmp_path, SOUND)

    assert scenario.lawful
    assert scenario.wrong_permits == ()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (SOUND.replace("[proceed]", "[allow]"), "plans.yaml:4"),
        (SOUND.replace("as_of: 2026-11-20", "as_of: soon"), "plans.yaml:3"),
        (SOUND + "  must_site: [gdpr:6]\n", "plans.yaml:9"),
        (SOUND + "  must_cite: ['gdpr:(6)']\n", "has no locator"),
        (SOUND + "  limits: ['(']\n", "no regular expression"),
        (SOUND + "  unsafe: [proceed]\n", "both acceptable and unsafe"),
        (SOUND + "  no_questions: true\n  questions: [purpose]\n", "exclude each other"),
        (SOUND.replace("  words: Send an order confirmation\n", ""), "needs `words`"),
        (SOUND + SOUND, "plans.yaml:9: `a plan that is sound` stands in another place too"),
        ("name: a map\n", "plans.yaml:1: expected a list"),
    ],
)
def test_a_wrong_scenario_is_told_with_file_and_line(tmp_path: Path, wrong: str, told: str) -> None:
    """Its editor has to find it."""
    with pytest.raises(CorpusError) as caught:
        _loaded(tmp_path, wrong)

    assert told in str(caught.value)
    assert str(caught.value).startswith("plans.yaml:")


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """One round of correcting is enough."""
    twice = SOUND.replace("[proceed]", "[allow]") + SOUND.replace("easy", "trivial")

    with pytest.raises(CorpusError) as caught:
        _loaded(tmp_path, twice)

    assert len(caught.value.problems) == 2


def test_a_wrong_gate_is_told_with_file_and_line(tmp_path: Path) -> None:
    """Gates are data too."""
    path = tmp_path / "gates.yaml"
    path.write_text("most_unsafe_permits: -1\nmost_failed_of_the_twenty: 0\n", encoding="utf-8")

    with pytest.raises(CorpusError, match=r"gates\.yaml:1"):
        load_gates(path)


def test_one_unsafe_permit_closes_the_gate(plan: Build, said: Build) -> None:
    """Wrongly permitting is the failure that counts most."""
    gates = Gates(most_unsafe_permits=0, most_failed_of_the_twenty=0)
    unsafe = score(plan(acceptable=["refuse"]), said("proceed"))
    missed = score(plan(acceptable=["refuse"]), said("escalate"))

    assert len(closed(gates, [unsafe], whole=True)) == 1
    assert closed(gates, [missed], whole=True) == []


def test_a_numbered_plan_that_fails_closes_the_gate(plan: Build, said: Build) -> None:
    """The twenty are demands, also in what they cite."""
    gates = Gates(most_unsafe_permits=0, most_failed_of_the_twenty=0)
    uncited = score(plan(issue=5, must_cite=["gdpr:6(1)(b)"]), said("proceed"))

    assert len(closed(gates, [uncited], whole=False)) == 1


def test_accuracy_is_a_gate_on_a_whole_run_only(plan: Build, said: Build) -> None:
    """A chosen few scenarios say nothing of the share of all."""
    gates = Gates(
        most_unsafe_permits=0,
        most_failed_of_the_twenty=0,
        parts={Part.ALL: {Mode.FACTS: Least(accuracy=0.9)}},
    )
    missed = score(plan(), said("escalate"))

    assert len(closed(gates, [missed], whole=True)) == 1
    assert closed(gates, [missed], whole=False) == []


def test_gates_of_the_held_out_part_look_at_nothing_else(plan: Build, said: Build) -> None:
    """What is tuned on neither opens nor closes them."""
    gates = Gates(
        most_unsafe_permits=0,
        most_failed_of_the_twenty=0,
        parts={
            Part.HELD_OUT: {
                Mode.FACTS: Least(
                    accuracy=0.95, recall=0.95, most_over_blocking=0.03, most_unsafe=0
                )
            }
        },
    )
    tuned = score(plan(), said("escalate"))
    held_out = score(plan(held_out=True, must_cite=["gdpr:6(1)(b)"]), said("escalate"))

    assert closed(gates, [tuned], whole=True) == []
    assert closed(gates, [tuned, held_out], whole=True) == [
        "held out, facts: accuracy is 0.0%, at least 95%",
        "held out, facts: citation recall is 0.0%, at least 95%",
        "held out, facts: over-blocking is 100.0%, at most 3%",
    ]


def test_the_gates_of_the_project_hold_what_is_promised_for_held_out_facts() -> None:
    """Nobody lowers them by the way."""
    promised = load_gates().parts[Part.HELD_OUT][Mode.FACTS]

    assert promised == Least(accuracy=0.95, recall=0.95, most_over_blocking=0.03, most_unsafe=0)


def test_the_twenty_plans_are_all_there() -> None:
    """Each number has at least one scenario."""
    assert {s.issue for s in load_scenarios()} - {None} == set(range(1, LISTED + 1))


def test_a_third_of_the_scenarios_is_ordinary_lawful_work() -> None:
    """An advisor that refuses everything must not score well."""
    scenarios = load_scenarios()

    assert len(scenarios) >= 60
    assert sum(s.lawful for s in scenarios) >= 0.3 * len(scenarios)


def test_every_label_names_what_the_corpus_and_the_vocabulary_know(advisor: Advisor) -> None:
    """A label that cites a provision or fact that does not exist could never be met."""
    library, vocabulary = advisor.book.library, advisor.book.vocabulary
    unknown: list[str] = []
    for scenario in load_scenarios():
        for entry in (*scenario.must_cite, *scenario.may_not_block):
            for name in either(entry):
                known = (
                    library.resolves(ProvisionId.parse(name))
                    if ":" in name
                    else name in library.instruments
                )
                if not known:
                    unknown.append(f"{scenario.name}: {name}")
        asked = () if scenario.questions == "any" else scenario.questions
        facts = [part for entry in asked for part in either(entry)]
        facts += [*scenario.alternative_changes, *(fork.fact for fork in scenario.forks)]
        unknown += [f"{scenario.name}: {name}" for name in facts if name not in vocabulary]
        for name, value in {**(scenario.facts or {}), **scenario.stated}.items():
            try:
                vocabulary.read(name, value)
            except RequestError as exc:
                unknown.append(f"{scenario.name}: {exc}")
        unknown += [
            f"{scenario.name}: {i}" for i in scenario.instruments if i not in library.instruments
        ]
    assert unknown == []


def test_what_carries_a_refusal_is_what_blocks(advisor: Advisor) -> None:
    """Citations of conditions and of the horizon do not carry a verdict that something blocks."""
    listed = {s.issue: s for s in load_scenarios() if s.issue == 8}
    answer = advisor.advise(request_of(listed[8], Mode.FACTS))

    carrying = carrying_citations(answer)

    assert "ai-act:5(1)(f)" in carrying
    assert set(carrying) <= {id for item in answer.blocking for id in item.citations}
