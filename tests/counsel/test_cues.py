"""Every cue reads its examples and leaves its counter-examples alone."""

from pathlib import Path

import pytest

from advisor.counsel import OfflineCounsel
from advisor.counsel.cues import Cue, load_cues
from advisor.errors import CorpusError
from advisor.reasoning.vocabulary import Vocabulary
from tests.counsel.conftest import CORPUS

WORDS = "words:\n  - one\n"


def _speaks(counsel: OfflineCounsel, cue: Cue, example: str) -> bool:
    facts = [one for one in counsel.characterise(example).facts if one.fact == cue.fact]
    return bool(facts) if cue.value is None else any(one.value == cue.value for one in facts)


def test_examples_are_read_and_counter_examples_are_not(
    counsel: OfflineCounsel, cues: tuple[Cue, ...]
) -> None:
    """The examples that a lawyer wrote beside a cue hold."""
    failures = [
        f"{cue.where}: {cue.fact} = {cue.value}: {'' if wanted else 'not '}{example!r}"
        for cue in cues
        for wanted, examples in ((True, cue.matches), (False, cue.not_matches))
        for example in examples
        if _speaks(counsel, cue, example) is not wanted
    ]
    assert failures == []


def test_every_group_of_facts_has_cues(cues: tuple[Cue, ...]) -> None:
    """No fact group is unreadable."""
    files = {path.name for path in (CORPUS / "facts" / "cues").glob("*.yaml")}
    assert files == {path.split(":")[0].split("/")[-1] for path in (cue.where for cue in cues)}


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("fact: transfer.mecanism, value: scc, confidence: 0.9", "unknown fact"),
        ("fact: transfer.mechanism, value: pigeon, confidence: 0.9", "not possible"),
        ("fact: transfer.mechanism, value: scc, confidence: 2", "confidence"),
        ("fact: transfer.mechanism, value: scc, confidence: 0.9, surprise: 1", "surprise"),
        ("fact: transfer.mechanism, value: scc, confidence: 0.9, needs: ['<nope>']", "nope"),
        ("fact: transfer.mechanism, value: scc, confidence: 0.9, unless: ['(']", "bad pattern"),
    ],
)
def test_a_wrong_entry_is_an_error_that_names_its_place(
    tmp_path: Path, vocabulary: Vocabulary, entry: str, problem: str
) -> None:
    """An editor's slip stops the load, with file and line."""
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "words.yaml").write_text(WORDS, encoding="utf-8")
    (tmp_path / "transfer.yaml").write_text(
        f"- {{{entry}, patterns: [clauses], matches: [clauses]}}\n", encoding="utf-8"
    )
    with pytest.raises(CorpusError, match=r"transfer\.yaml:1: ") as caught:
        load_cues(tmp_path, vocabulary, tmp_path)
    assert problem in str(caught.value)
