"""When an overruled opinion and a plan rest on the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.reasoning.precedents import changed_norms, fingerprint, footing, matches, may_be_milder
from tests.builders import ask, tiny_book

FORBIDDEN = """
- id: no-act
  title: It is not done
  source: ["gdpr:1(1)"]
  kind: prohibition
  applies: scope.gdpr and act
  {unless}
  why: it is done
"""
UNLESS = "unless: [{when: leave, source: ['gdpr:1(2)']}]"
HERE = {"subjects.located_in": ["FR"], "act": True}


@pytest.fixture
def book(tmp_path):
    return tiny_book(tmp_path, norms=FORBIDDEN.format(unless=UNLESS))


def test_only_what_a_verdict_rests_on_is_material(book):
    """The colour of a thing is material only where a norm reads it."""
    reviewed = footing(ask(book, **HERE))

    assert {"act", "leave", "subjects.located_in"} <= reviewed.facts.keys()
    assert "colour" not in reviewed.facts
    assert matches(reviewed, ask(book, **HERE, colour="red"))


def test_unknown_is_a_value_of_its_own(book):
    """A reviewer who did not know decided nothing for those who do."""
    reviewed = footing(ask(book, **HERE))

    assert not matches(reviewed, ask(book, **HERE, leave=False))
    assert matches(footing(ask(book, **HERE, leave=False)), ask(book, **HERE, leave=False))


def test_a_prohibition_without_exception_is_not_made_milder(tmp_path):
    """Where the law knows no exception a reviewer makes none."""
    strict = tiny_book(tmp_path / "strict", norms=FORBIDDEN.format(unless=""))
    advice = ask(strict, **HERE)

    assert matches(footing(advice), advice)
    assert not may_be_milder(footing(advice), advice)


def test_a_question_may_be_answered_by_a_reviewer(book):
    """An open exception is for a person to decide, and one has."""
    advice = ask(book, **HERE)

    assert may_be_milder(footing(advice), advice)


def test_a_doubt_that_the_reviewer_did_not_have_stands_in_the_way(book):
    """A limit or an open norm more is another case."""
    advice = ask(book, **HERE)
    reviewed = footing(advice)

    assert not may_be_milder(replace(reviewed, carriers=()), advice)
    assert not may_be_milder(replace(reviewed, place_open=True), advice)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("title: It is not done", "title: Nobody does it", True),
        ("why: it is done", "why: it happens", True),
        ("scope.gdpr and act", "scope.gdpr and act and not doubt", False),
        ("when: leave", "when: doubt", False),
        ("'gdpr:1(2)'", "'gdpr:2'", False),
        ("kind: prohibition", "kind: prohibition\n  since: 2027-01-01", False),
    ],
)
def test_a_fingerprint_tells_law_from_wording(tmp_path, book, old, new, same):
    """Another condition, source or date is another norm; another title is not."""
    text = FORBIDDEN.format(unless=UNLESS)
    assert old in text
    changed = tiny_book(tmp_path / "changed", norms=text.replace(old, new))

    assert (fingerprint(changed, "no-act") == fingerprint(book, "no-act")) is same
    reviewed = footing(ask(book, **HERE))
    assert changed_norms(reviewed, changed) == (() if same else ("no-act",))


def test_a_norm_that_is_gone_has_changed(tmp_path, book):
    """What was repealed binds nobody through a precedent."""
    other = tiny_book(
        tmp_path / "other", norms=FORBIDDEN.format(unless=UNLESS).replace("no-act", "other")
    )

    assert changed_norms(footing(ask(book, **HERE)), other) == ("no-act",)


def test_what_lies_behind_a_condition_counts(tmp_path, book):
    """A concept's reading that weighs more is another law, though no norm was touched."""
    norms = FORBIDDEN.format(unless=UNLESS).replace("and act", "and concept.big")
    concept = """
    - id: big
      question: Is it big?
      source: ["gdpr:1(1)"]
      readings:
        - id: tall
          text: tall things
          when: height > {height}
          grounds: [{{canon: text, text: the wording, cite: ["gdpr:1(1)"]}}]
    """
    one = tiny_book(tmp_path / "one", norms=norms, concepts=concept.format(height=1))
    two = tiny_book(tmp_path / "two", norms=norms, concepts=concept.format(height=2))

    assert fingerprint(one, "no-act") != fingerprint(two, "no-act")
