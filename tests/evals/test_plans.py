"""Labelled plans as data, and the figures over what was read of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.advising import Advisor
from advisor.errors import CorpusError
from evals.plans.gates import closed, load_reading_gates
from evals.plans.labelled import LabelledPlan, load_plans, near_copies
from evals.plans.scoring import figures, read_plan

PLAN = """\
- id: one-1
  author: one
  template: newsletter
  voice: chat
  text: Send the spring newsletter by e-mail to our customers in Germany. They have not agreed.
  as_of: 2026-11-20
  facts:
    subjects.located_in: [DE]
    operations: [send_message]
    channel: email
    consent.status: absent
  may_read: {purpose: direct_marketing, subjects.relationship: customer}
  decisive: [consent.status]
  unknown: [marketing.unsubscribed]
  acceptable: [modify, refuse]
"""


def _load(folder: Path, text: str, advisor: Advisor) -> tuple[LabelledPlan, ...]:
    (folder / "plans.yaml").write_text(text, encoding="utf-8")
    return load_plans(advisor.book.vocabulary, folder)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (PLAN.replace("channel: email", "channel: pigeon"), "facts.channel"),
        (PLAN.replace("unknown: [marketing.unsubscribed]", "unknown: [hearsay]"), "no fact"),
        (PLAN.replace("decisive: [consent.status]", "decisive: [purpose]"), "`purpose` decides"),
        (PLAN.replace("unknown: [marketing", "unknown: [channel, marketing"), "both stated"),
        (PLAN + PLAN, "stands in another place too"),
        (PLAN.replace("voice: chat", "voice: song"), "plans.yaml:4"),
    ],
)
def test_a_wrong_label_is_told_with_its_place(
    tmp_path: Path, advisor: Advisor, wrong: str, told: str
) -> None:
    """Its author has to find it."""
    with pytest.raises(CorpusError) as caught:
        _load(tmp_path, wrong, advisor)

    assert told in str(caught.value)
    assert "plans.yaml:" in str(caught.value)


def test_what_was_read_is_compared_claim_by_claim(tmp_path: Path, advisor: Advisor) -> None:
    """A list makes a claim for each member; what may be read is neither right nor wrong."""
    (plan,) = _load(tmp_path, PLAN, advisor)

    found = read_plan(advisor, plan)

    assert {claim.fact for claim in found.right} >= {"subjects.located_in", "channel"}
    assert not {claim.fact for claim in found.wrong} & set(plan.may_read)
    assert not found.reversed
    assert not found.unsafe
    of = figures([found])
    assert of.recall.total == len(plan.facts)
    assert of.precision.total == len(found.right) + len(found.wrong)


def test_a_wrong_label_shows_as_wrong_and_missed(tmp_path: Path, advisor: Advisor) -> None:
    """Reading `absent` where the label says `given` is a fact read the wrong way round."""
    (plan,) = _load(
        tmp_path, PLAN.replace("consent.status: absent", "consent.status: given"), advisor
    )

    found = read_plan(advisor, plan)

    assert "consent.status" in {claim.fact for claim in found.missed}
    assert not found.decisive_right


def test_near_copies_across_the_split_are_found(tmp_path: Path, advisor: Advisor) -> None:
    """A held-out plan that was seen while tuning measures nothing."""
    copy = PLAN.replace("id: one-1", "id: two-1").replace("Germany", "France")
    (tuned, held) = _load(
        tmp_path, PLAN + copy.replace("author: one", "held_out: true\n  author: two"), advisor
    )

    assert [(one, other) for one, other, _ in near_copies((tuned, held))] == [("two-1", "one-1")]


def test_gates_close_on_a_bad_reading(tmp_path: Path, advisor: Advisor) -> None:
    """A label that the reader cannot meet closes the gates; no held-out plan, no gate."""
    (plan,) = _load(tmp_path, PLAN.replace("[modify, refuse]", "[proceed]"), advisor)

    told = closed(load_reading_gates(), [read_plan(advisor, plan)])

    assert any("acceptable verdicts" in line for line in told)
    assert closed(load_reading_gates(), []) == []
