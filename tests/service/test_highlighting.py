"""Words of a search, marked where they are found."""

from __future__ import annotations

import pytest

from advisor.service.highlighting import marked, terms_of


def test_a_word_is_found_in_its_other_forms() -> None:
    """Who looks for transferring data finds a transfer."""
    shown = marked("A transfer of Data is no transport.", terms_of("transferring data"))

    assert shown == "A <mark>transfer</mark> of <mark>Data</mark> is no transport."


def test_common_words_are_not_marked() -> None:
    """The law is full of `the`; marking it would mark everything."""
    assert terms_of("when may they be told of the transfer") == {"told", "transfer"}


@pytest.mark.parametrize(
    "text", ["<script>transfer</script>", "a & b", '"transfer" <mark>', "x<transfer>y"]
)
def test_whatever_is_marked_is_escaped(text: str) -> None:
    """Neither the text nor the query can write markup into the page."""
    shown = str(marked(text, terms_of('<mark> "transfer" & script')))
    bare = shown.replace("<mark>", "").replace("</mark>", "")

    assert "<" not in bare
    assert '"' not in bare


def test_nothing_looked_for_marks_nothing() -> None:
    """A text without terms is the text."""
    assert marked("As it is.", terms_of("")) == "As it is."
