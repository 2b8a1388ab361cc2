"""The language of conditions: what each operator says when facts are known, unknown or partial."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from advisor.reasoning.conditions import Step, compile_node, explain, open_leaves, text_of
from advisor.reasoning.expressions import ExpressionError, Names, Node, names_in, parse
from advisor.reasoning.truth import FALSE, TRUE, UNKNOWN, Truth, negation
from advisor.reasoning.values import Between, Choice, Members, Possible, at_least, exactly, the_list
from tests.builders import tiny_book


@dataclass
class Facts:
    """A world of plain facts, with derived ones given outright."""

    facts: Mapping[str, Possible]
    derived: Mapping[str, int] = field(default_factory=dict)

    def truth(self, name: str) -> int:
        return self.derived.get(name, UNKNOWN)


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Names:
    folder: Path = tmp_path_factory.mktemp("tiny")
    return Names(tiny_book(folder).vocabulary, frozenset({"people.in_eea"}), frozenset({"harm"}))


def test_not_turns_true_and_false_around_and_leaves_doubt() -> None:
    """The opposite of unknown is unknown."""
    assert [negation(truth) for truth in (FALSE, UNKNOWN, TRUE)] == [TRUE, UNKNOWN, FALSE]
    assert Truth(negation(UNKNOWN)).word == "unknown"


YES, NO = exactly(True), exactly(False)


@pytest.mark.parametrize(
    ("source", "facts", "truth"),
    [
        # and, or, not: Kleene's tables
        ("act and leave", {"act": YES, "leave": YES}, TRUE),
        ("act and leave", {"act": YES}, UNKNOWN),
        ("act and leave", {"act": NO}, FALSE),
        ("act or leave", {"act": NO, "leave": NO}, FALSE),
        ("act or leave", {"act": NO}, UNKNOWN),
        ("act or leave", {"act": YES}, TRUE),
        ("not act", {"act": YES}, FALSE),
        ("not act", {"act": NO}, TRUE),
        ("not act", {}, UNKNOWN),
        ("act == false", {"act": NO}, TRUE),
        ("true", {}, TRUE),
        ("false", {}, FALSE),
        # a choice against a value and a set
        ("colour == red", {"colour": exactly("red")}, TRUE),
        ("colour == red", {"colour": exactly("blue")}, FALSE),
        ("colour == red", {}, UNKNOWN),
        ("colour == red", {"colour": Choice(frozenset({"red", "blue"}))}, UNKNOWN),
        ("colour != red", {"colour": Choice(frozenset({"green", "blue"}))}, TRUE),
        ("colour in (red, green)", {"colour": Choice(frozenset({"red", "green"}))}, TRUE),
        ("colour in (red, green)", {"colour": Choice(frozenset({"red", "blue"}))}, UNKNOWN),
        ("colour in (red, green)", {"colour": exactly("blue")}, FALSE),
        ("colour not in (red, green)", {"colour": exactly("blue")}, TRUE),
        ("red == colour", {"colour": exactly("red")}, TRUE),
        # fact against fact
        ("colour == shade", {"colour": exactly("red"), "shade": exactly("red")}, TRUE),
        ("colour == shade", {"colour": exactly("red"), "shade": exactly("blue")}, FALSE),
        ("colour == shade", {"colour": exactly("red")}, UNKNOWN),
        ("colour != shade", {"colour": exactly("red"), "shade": exactly("blue")}, TRUE),
        (
            "colour == shade",
            {"colour": Choice(frozenset({"red", "blue"})), "shade": exactly("green")},
            FALSE,
        ),
        # lists: a lower bound and a complete list
        ("saw in tools", {"tools": at_least(["saw"])}, TRUE),
        ("saw in tools", {"tools": at_least(["axe"])}, UNKNOWN),
        ("saw in tools", {"tools": the_list(["axe"])}, FALSE),
        ("saw in tools", {"tools": Members(frozenset(), frozenset({"axe"}))}, FALSE),
        ("saw in tools", {}, UNKNOWN),
        ("saw not in tools", {"tools": the_list([])}, TRUE),
        ("any_of(tools, axe, saw)", {"tools": the_list(["saw"])}, TRUE),
        ("any_of(tools, axe, saw)", {"tools": the_list(["plane"])}, FALSE),
        ("any_of(tools, axe, saw)", {"tools": at_least(["plane"])}, UNKNOWN),
        ("empty(tools)", {"tools": the_list([])}, TRUE),
        ("empty(tools)", {"tools": at_least(["saw"])}, FALSE),
        ("empty(tools)", {"tools": at_least([])}, UNKNOWN),
        ("empty(tools)", {}, UNKNOWN),
        # whether something is known
        ("known(colour)", {"colour": exactly("red")}, TRUE),
        ("known(colour)", {"colour": Choice(frozenset({"red", "blue"}))}, UNKNOWN),
        ("known(colour)", {}, UNKNOWN),
        # numbers and dates
        ("height > 72", {"height": Between(73, 73)}, TRUE),
        ("height > 72", {"height": Between(72, 72)}, FALSE),
        ("height > 72", {"height": Between(70, 80)}, UNKNOWN),
        ("height >= 72", {"height": Between(72, 80)}, TRUE),
        ("height < 18", {"height": Between(None, 17)}, TRUE),
        ("height < 18", {"height": Between(13, None)}, UNKNOWN),
        ("height <= 18", {"height": Between(19, None)}, FALSE),
        ("height == 5", {"height": Between(5, 5)}, TRUE),
        ("height == 5", {"height": Between(6, 9)}, FALSE),
        ("height == 5", {"height": Between(4, 9)}, UNKNOWN),
        ("height != 5", {"height": Between(6, 6)}, TRUE),
        ("13 <= height < 16", {"height": Between(15, 15)}, TRUE),
        ("13 <= height < 16", {"height": Between(16, 16)}, FALSE),
        ("height > 72", {}, UNKNOWN),
        ("day < '2026-08-02'", {"day": Between(date(2026, 8, 1), date(2026, 8, 1))}, TRUE),
        ("day < '2026-08-02'", {"day": Between(date(2026, 8, 2), date(2026, 8, 2))}, FALSE),
        ("'2026-08-02' <= day", {"day": Between(date(2026, 8, 2), None)}, TRUE),
    ],
)
def test_a_condition_is_true_false_or_unknown(
    names: Names, source: str, facts: dict[str, Possible], truth: int
) -> None:
    """True when every possibility satisfies it, false when none does, else unknown."""
    node = parse(source, names)

    assert compile_node(node)(Facts(facts)) == truth
    assert explain(node, Facts(facts)).truth == truth


@pytest.mark.parametrize("truth", [FALSE, UNKNOWN, TRUE])
def test_what_is_derived_is_asked_by_name(names: Names, truth: int) -> None:
    """Scope and concepts are read like facts."""
    world = Facts({}, {"people.in_eea": truth, "concept.harm": truth})

    assert compile_node(parse("people.in_eea and concept.harm", names))(world) == truth
    assert compile_node(parse("people.in_eea == false", names))(world) == negation(truth)
    assert compile_node(parse("not concept.harm", names))(world) == negation(truth)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("colur == red", "unknown fact `colur`, did you mean `colour`?"),
        ("colour == rd", "`rd` is no value of `colour`, did you mean `red`?"),
        ("concept.ham", "did you mean `concept.harm`?"),
        ("colour", "not a yes/no fact"),
        ("colour > red", "has no order"),
        ("tools == saw", "is a list"),
        ("tools in (saw, axe)", "is a list"),
        ("red in colour", "is no list"),
        ("height > tall", "compared with"),
        ("day < 'soon'", "not an ISO date"),
        ("people.in_eea == red", "yes/no"),
        ("len(tools) > 1", "is not"),
        ("act is leave", "use == or in"),
        ("any_of(tools)", "use known"),
        ("empty(colour)", "use known"),
        ("known()", "needs a fact"),
        ("act +", "cannot be read"),
        ("act if leave else doubt", "not part of the language"),
        ("__import__('os')", ""),
        ("[x for x in tools]", "not part of the language"),
        ("act == True or lambda: 1", ""),
        ("1 + 1", "not part of the language"),
    ],
)
def test_what_the_language_does_not_know_is_an_error(
    names: Names, source: str, complaint: str
) -> None:
    """A condition is checked before it ever judges anybody; nothing in it is executed."""
    with pytest.raises(ExpressionError) as found:
        parse(source, names)

    assert complaint in str(found.value)


def test_a_value_that_a_law_does_not_know_is_unknown_there(names: Names) -> None:
    """Where a law does not know a value, the fact is as good as unsaid."""
    node = parse("colour in (red, green)", names)
    red = Facts({"colour": exactly("red")})
    mask = (("colour", frozenset({"red"})),)

    assert compile_node(node)(red) == TRUE
    assert compile_node(node, mask)(red) == UNKNOWN
    assert compile_node(node, mask)(Facts({"colour": exactly("blue")})) == FALSE


@pytest.mark.parametrize("source", ["known(colour)", "colour == shade", "colour != shade"])
def test_an_unknown_value_is_neither_known_nor_compared(names: Names, source: str) -> None:
    """A value that a law does not know helps no condition of that law to hold."""
    world = Facts({"colour": exactly("red"), "shade": exactly("red")})
    mask = (("colour", frozenset({"red"})),)

    assert compile_node(parse(source, names), mask)(world) == UNKNOWN


def test_an_explanation_shows_every_part(names: Names) -> None:
    """A lawyer can follow a condition part by part, each with its truth."""
    node = parse("act and (leave or not doubt)", names)

    found = explain(node, Facts({"act": YES, "doubt": YES}))

    assert found == Step(
        "all of",
        Truth.UNKNOWN,
        (
            Step("act", Truth.TRUE),
            Step(
                "any of",
                Truth.UNKNOWN,
                (
                    Step("leave", Truth.UNKNOWN),
                    Step("not", Truth.FALSE, (Step("doubt", Truth.TRUE),)),
                ),
            ),
        ),
    )


def test_only_what_is_decisive_is_asked(names: Names) -> None:
    """A fact on which nothing hangs any more is not asked for."""
    node = parse("act and (leave or colour == shade) and (doubt or saw in tools)", names)
    world = Facts({"act": YES, "doubt": YES, "colour": exactly("red")})

    assert list(open_leaves(node, world)) == ["leave", "shade"]
    assert list(open_leaves(node, Facts({"act": NO}))) == []


@pytest.mark.parametrize(
    "source",
    [
        "(act and not leave)",
        "(colour == red or colour in (blue, green))",
        "saw in tools",
        "any_of(tools, axe, saw)",
        "empty(tools)",
        "known(height)",
        "height >= 18",
        "colour == shade",
        "people.in_eea",
        "true",
    ],
)
def test_a_condition_can_be_written_back(names: Names, source: str) -> None:
    """What is shown to a reader means the same as what was written."""
    node: Node = parse(source, names)

    assert parse(text_of(node), names) == node


def test_a_condition_names_what_it_reads(names: Names) -> None:
    """From a condition one can tell which facts it rests on."""
    node = parse("act and not people.in_eea or colour == shade or height > 3 or true", names)

    assert names_in(node) == {"act", "people.in_eea", "colour", "shade", "height"}
