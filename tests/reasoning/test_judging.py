"""Judging: how each kind of norm stands when facts are known, unknown or denied."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from advisor.reasoning.decision import Standing, Verdict, standing, strictest, verdict_of
from advisor.reasoning.judging import Status
from advisor.reasoning.rulebook import Rulebook, Thresholds
from tests.builders import TODAY, ask, case_of, tiny_book

NORM = """
- id: norm
  title: A norm
  source: ["gdpr:1(1)"]
  kind: {kind}
  applies: act
  if_unknown: {if_unknown}
  {more}
"""


def book_of(folder: Path, kind: str, if_unknown: str = "ask", more: str = "") -> Rulebook:
    return tiny_book(folder, norms=NORM.format(kind=kind, if_unknown=if_unknown, more=more))


def status(book: Rulebook, day: date = TODAY, /, **facts: object) -> str:
    case = case_of(book, day, **facts)
    return case.status(book.norms[0]).name.lower()


@pytest.mark.parametrize(
    ("kind", "if_unknown", "act", "leave", "expected"),
    [
        # A prohibition is breached when it applies, and open while that is unknown.
        ("prohibition", "ask", True, None, "breached"),
        ("prohibition", "ask", None, None, "open"),
        ("prohibition", "ask", False, None, "not_applicable"),
        ("prohibition", "note", None, None, "tentative"),
        # A requirement is breached when what it requires is known to be missing.
        ("requirement", "ask", True, True, "met"),
        ("requirement", "ask", True, False, "breached"),
        ("requirement", "ask", True, None, "open"),
        ("requirement", "ask", None, False, "open"),
        ("requirement", "ask", None, None, "open"),
        ("requirement", "ask", False, False, "not_applicable"),
        ("requirement", "note", True, None, "travels"),
        ("requirement", "note", True, False, "breached"),
        ("requirement", "note", None, None, "tentative"),
        # A duty goes with the action; only known neglect is a breach.
        ("duty", "note", True, None, "travels"),
        ("duty", "note", True, True, "met"),
        ("duty", "note", True, False, "breached"),
        ("duty", "note", False, None, "not_applicable"),
        # A permission and a norm that leaves something free have an effect only for certain.
        ("permission", "ask", True, None, "permits"),
        ("permission", "ask", None, None, "not_applicable"),
        ("outside", "ask", True, None, "outside"),
        ("outside", "ask", None, None, "not_applicable"),
    ],
)
def test_each_kind_of_norm_in_three_values(
    tmp_path: Path,
    kind: str,
    if_unknown: str,
    act: bool | None,
    leave: bool | None,
    expected: str,
) -> None:
    """What is unknown never helps to meet a norm, and never breaches one."""
    more = "satisfied: leave" if kind in ("requirement", "duty") else ""
    book = book_of(tmp_path, kind, if_unknown, more)

    known = {name: value for name, value in (("act", act), ("leave", leave)) if value is not None}

    assert status(book, **known) == expected


@pytest.mark.parametrize("kind", ["prohibition", "requirement", "duty"])
def test_what_is_said_to_be_unknown_is_asked(tmp_path: Path, kind: str) -> None:
    """A note is for what nobody mentions; an explicit null asks for an answer."""
    more = "satisfied: leave" if kind in ("requirement", "duty") else ""
    book = book_of(tmp_path, kind, "note", more)
    facts = {"act": True, "leave": None} if more else {"act": None}

    assert status(book, **facts) == "open"


@pytest.mark.parametrize("if_unknown", ["ask", "note"])
@pytest.mark.parametrize(
    ("leave", "expected"), [(True, "excused"), (False, "breached"), (None, "open")]
)
def test_an_unknown_exception_neither_saves_nor_condemns(
    tmp_path: Path, if_unknown: str, leave: bool | None, expected: str
) -> None:
    """Whether an exception to a prohibition holds is always asked, never just noted."""
    more = 'unless: [{when: leave, source: ["gdpr:1(2)"]}]'
    book = book_of(tmp_path, "prohibition", if_unknown, more)

    assert status(book, act=True, leave=leave) == expected


def test_one_exception_is_enough(tmp_path: Path) -> None:
    """Exceptions stand side by side: the first that holds lifts the prohibition."""
    more = 'unless: [{when: doubt, source: ["gdpr:1"]}, {when: leave, source: ["gdpr:1(2)"]}]'
    book = book_of(tmp_path, "prohibition", "ask", more)

    assert status(book, act=True, leave=True) == "excused"
    assert status(book, act=True, leave=False, doubt=False) == "breached"
    assert status(book, act=True, leave=False) == "open"


def test_the_exception_that_holds_is_cited(tmp_path: Path) -> None:
    """Leave rests on the provision that grants it, before the rule from which it departs."""
    more = 'unless: [{when: leave, source: ["gdpr:1(2)"]}]'
    opinion = ask(book_of(tmp_path, "prohibition", "ask", more), act=True, leave=True).opinion

    assert opinion.verdict is Verdict.PROCEED
    assert [str(source) for source in opinion.basis][:2] == ["gdpr:1(2)", "gdpr:1(1)"]


SPECIAL = """
- {id: general, title: General, source: ["gdpr:1(1)"], kind: prohibition, applies: act,
   yields_to: [special]}
- {id: special, title: Special, source: ["gdpr:1(2)"], kind: permission, applies: leave}
"""


@pytest.mark.parametrize(
    ("leave", "expected"), [(True, "not_applicable"), (False, "breached"), (None, "open")]
)
def test_the_special_rule_goes_before_the_general(
    tmp_path: Path, leave: bool | None, expected: str
) -> None:
    """Where the special norm applies, the general one does not; where that is open, so is this."""
    assert status(tiny_book(tmp_path, norms=SPECIAL), act=True, leave=leave) == expected


def test_a_special_rule_that_is_not_in_force_displaces_nothing(tmp_path: Path) -> None:
    """What does not apply yet cannot take precedence."""
    norms = SPECIAL.replace("applies: leave}", "applies: leave, from: 2027-01-01}")
    book = tiny_book(tmp_path, norms=norms)

    assert status(book, act=True, leave=True) == "breached"
    assert status(book, date(2027, 1, 1), act=True, leave=True) == "not_applicable"


def test_guidance_never_blocks(tmp_path: Path) -> None:
    """What only guidance asks for travels as advice, even when it is certainly not done."""
    norms = """
    - {id: law, title: Law, source: ["gdpr:2"], kind: requirement, applies: act, satisfied: act}
    - {id: advice, title: Advice, source: ["gdpr:3"], kind: requirement, applies: act,
       satisfied: leave, binding: guidance, condition: {text: Ask for leave.}}
    """
    opinion = ask(tiny_book(tmp_path, norms=norms), act=True, leave=False).opinion

    assert opinion.verdict is Verdict.PROCEED
    assert not opinion.blocking
    assert [(found.text, found.advice) for found in opinion.conditions] == [
        ("Ask for leave.", True)
    ]


def test_guidance_alone_covers_nothing(tmp_path: Path) -> None:
    """A plan on which only guidance has something to say is not covered by law."""
    norms = """
    - {id: advice, title: Advice, source: ["gdpr:3"], kind: requirement, applies: act,
       satisfied: leave, binding: guidance}
    """
    assert ask(tiny_book(tmp_path, norms=norms), act=True, leave=True).opinion.verdict is (
        Verdict.ESCALATE
    )


def test_a_norm_applies_from_its_first_day_to_the_day_before_its_last(tmp_path: Path) -> None:
    """Law is applied as it stands on the date asked about."""
    book = book_of(tmp_path, "prohibition", "ask", "from: 2026-12-02\n  until: 2027-01-01")

    assert status(book, date(2026, 12, 1), act=True) == "not_applicable"
    assert status(book, date(2026, 12, 2), act=True) == "breached"
    assert status(book, date(2027, 1, 1), act=True) == "not_applicable"


def test_a_value_that_a_law_does_not_know_is_unknown_to_it(book: Rulebook) -> None:
    """Legitimate interests are a ground in Europe; in India naming them says nothing."""
    facts = {"purpose": "analytics", "operations": ["read"], "legal_basis": "legitimate_interests"}
    day = date(2027, 6, 1)
    india = case_of(book, day, **facts, **{"subjects.located_in": ["IN"]})
    ground = book.norm_by_id["dpdp-lawful-ground"]

    assert india.status(ground) is not Status.MET


def test_the_strictest_verdict_decides() -> None:
    """Refuse before modify, modify before escalate, escalate before proceed; none is escalate."""
    order = [Verdict.REFUSE, Verdict.MODIFY, Verdict.ESCALATE, Verdict.PROCEED]
    for place, verdict in enumerate(order):
        assert strictest(reversed(order[place:])) is verdict
    assert strictest([]) is Verdict.ESCALATE


def test_what_nothing_covers_is_escalated() -> None:
    """That no norm speaks is no leave."""
    nothing = Standing(breached=(), open=(), covered=False)

    assert verdict_of(nothing, repairable=False) is Verdict.ESCALATE


# Readings ---------------------------------------------------------------------------------

CONCEPT = """
- id: harm
  question: Is it harmful?
  source: ["gdpr:1"]
  readings:
    - id: wide
      text: any harm
      when: act
      grounds: [{wide}]
    - id: narrow
      text: grave harm only
      when: act and doubt
      grounds: [{narrow}]
"""
TEXT = '{canon: text, text: wording, cite: ["gdpr:1"]}'
PURPOSE = '{canon: purpose, text: purpose, cite: ["gdpr:1"]}'
WEAK = '{canon: protective, text: in doubt for the person, cite: ["gdpr:1"]}'
FORBIDS = """
- {id: no-harm, title: No harm, source: ["gdpr:1(1)"], kind: prohibition, applies: concept.harm}
"""


def harm(folder: Path, wide: str, narrow: str, thresholds: Thresholds | None = None) -> Rulebook:
    concepts = CONCEPT.replace("{wide}", wide).replace("{narrow}", narrow)
    return tiny_book(folder, thresholds, concepts=concepts, norms=FORBIDS)


def test_weights_are_shares(tmp_path: Path) -> None:
    """The weights of the readings of one concept add up to one."""
    concept = harm(tmp_path, f"{TEXT}, {PURPOSE}", TEXT).concepts["harm"]

    wide, narrow = concept.readings
    assert wide.weight + narrow.weight == pytest.approx(1)
    assert wide.weight == pytest.approx(0.731, abs=0.001)


def test_readings_that_agree_decide(tmp_path: Path) -> None:
    """Where every reading comes out the same, the concept is settled on these facts."""
    book = harm(tmp_path, TEXT, TEXT)

    assert case_of(book, act=True, doubt=True).world.truth("concept.harm") == 2
    assert case_of(book, act=False, doubt=True).world.truth("concept.harm") == 0


def test_readings_of_weight_that_disagree_leave_it_open(tmp_path: Path) -> None:
    """Two serious readings that differ are for a human to decide between."""
    advice = ask(harm(tmp_path, TEXT, TEXT), act=True, doubt=False)

    assert advice.opinion.verdict is Verdict.ESCALATE
    assert set(advice.case.contested) == {"harm"}
    [issue] = advice.opinion.issues
    assert issue.decisive
    assert {r.id: r.outcome for r in issue.readings} == {"wide": "met", "narrow": "not_met"}
    assert len({r.verdict for r in issue.readings}) == 2


def test_a_reading_of_no_weight_does_not_matter(tmp_path: Path) -> None:
    """A reading below the lower threshold neither permits nor forbids."""
    strong = f"{TEXT}, {PURPOSE}, {PURPOSE}, {PURPOSE}"

    assert ask(harm(tmp_path / "a", strong, WEAK), act=True, doubt=False).opinion.verdict is (
        Verdict.REFUSE
    )
    narrow_wins = ask(harm(tmp_path / "b", WEAK, strong), act=True, doubt=False)
    assert not narrow_wins.opinion.blocking


def test_a_marginal_milder_reading_does_not_save_a_plan(tmp_path: Path) -> None:
    """A milder reading between the thresholds leaves a breach a breach."""
    book = harm(tmp_path, f"{TEXT}, {PURPOSE}, {WEAK}", TEXT)
    assert 0.10 <= book.concepts["harm"].readings[1].weight < 0.25

    assert ask(book, act=True, doubt=False).opinion.verdict is Verdict.REFUSE


def test_a_marginal_stricter_reading_stands_in_the_way_of_leave(tmp_path: Path) -> None:
    """A stricter reading between the thresholds is enough to ask a human."""
    book = harm(tmp_path, TEXT, f"{TEXT}, {PURPOSE}, {WEAK}")
    assert 0.10 <= book.concepts["harm"].readings[0].weight < 0.25

    assert ask(book, act=True, doubt=False).opinion.verdict is Verdict.ESCALATE


def test_the_thresholds_are_settings(tmp_path: Path) -> None:
    """Who wants to be asked less can say so; who wants certainty, too."""
    book = harm(tmp_path, TEXT, f"{TEXT}, {PURPOSE}", Thresholds(to_doubt=0.3, to_save=0.3))

    assert not standing(case_of(book, act=True, doubt=False)).open


MET = (
    '{canon: authority, weight: binding, text: ruled, cite: ["cjeu:C-1/20"], '
    "decides: met, where: leave}"
)
NOT_MET = MET.replace("decides: met", "decides: not_met")


@pytest.mark.parametrize(("leave", "truth"), [(True, 2), (False, 0), (None, 1)])
def test_a_binding_ruling_is_a_floor_where_it_decided(
    tmp_path: Path, leave: bool | None, truth: int
) -> None:
    """Where the ruled case is this case the concept is met; elsewhere the ruling says nothing."""
    book = harm(tmp_path, f"{MET}, {TEXT}", TEXT)

    assert case_of(book, act=False, doubt=False, leave=leave).world.truth("concept.harm") == truth


@pytest.mark.parametrize(("leave", "truth"), [(True, 0), (False, 2), (None, 1)])
def test_a_ruling_against_is_a_floor_in_its_own_direction(
    tmp_path: Path, leave: bool | None, truth: int
) -> None:
    """A ruling that something is not covered does not say that everything else is."""
    book = harm(tmp_path, TEXT, f"{NOT_MET}, {TEXT}")

    assert case_of(book, act=True, doubt=True, leave=leave).world.truth("concept.harm") == truth
