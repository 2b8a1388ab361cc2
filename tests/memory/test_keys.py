"""Two questions share a key only where they are the same question."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from advisor.memory import Question, key_of

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
)
FACTS = st.dictionaries(
    st.sampled_from(["purpose", "recipients", "score", "people.count", "ai.used"]),
    SCALARS | st.lists(st.text("ABC", max_size=2), max_size=4),
)


def key(facts: Mapping[str, JsonValue], **changed: str) -> str:
    """The key of a question about `facts`; `epoch` or a version may be given."""
    epoch = changed.pop("epoch", "2026-11-20/2026-12-02")
    return key_of(Question(facts=facts, epoch=epoch, versions={"norms": "1", **changed}))


def same(one: Mapping[str, JsonValue], other: Mapping[str, JsonValue]) -> bool:
    """Equal as facts: true is not 1."""

    def typed(facts: Mapping[str, JsonValue]) -> dict[str, object]:
        return {name: (type(value), value) for name, value in facts.items()}

    return typed(one) == typed(other)


@given(FACTS, st.randoms())
def test_the_order_in_which_facts_are_told_makes_no_difference(facts, random):
    """Whoever tells the same facts in another order asks the same question."""
    names = list(facts)
    random.shuffle(names)
    told_otherwise = {name: facts[name] for name in names}

    assert key(told_otherwise) == key(facts)


@given(FACTS, FACTS)
def test_different_facts_never_share_a_key(one, other):
    """An answer about one plan is never given for another."""
    assert (key(one) == key(other)) == same(one, other)


def test_a_fact_left_open_is_not_a_fact_unmentioned():
    """An explicit null defeats a presumption, so it is another question."""
    assert key({"consent.status": None}) != key({})


def test_neighbouring_great_numbers_are_told_apart():
    """Canonical JSON rounds integers beyond 2^53; the key does not."""
    assert key({"people.count": 2**60}) != key({"people.count": 2**60 + 1})
    assert key({"people.count": 2**60}) != key({"people.count": str(2**60)})


def test_a_list_and_the_text_that_looks_like_it_are_told_apart():
    assert key({"recipients": ["a"]}) != key({"recipients": '["a"]'})


def test_members_of_a_list_do_not_change_places():
    """A value and its evidence are not each other."""
    assert key({"inferred:purpose": ["a", "b"]}) != key({"inferred:purpose": ["b", "a"]})
    assert key({"inferred:purpose": ["a", "a"]}) != key({"inferred:purpose": ["a"]})


def test_another_epoch_or_another_version_is_another_question():
    """Once the law or the norms have changed, no earlier answer is found."""
    plain = key({"purpose": "direct_marketing"})

    assert key({"purpose": "direct_marketing"}, epoch="2026-12-02/2027-08-02") != plain
    assert key({"purpose": "direct_marketing"}, norms="2") != plain
