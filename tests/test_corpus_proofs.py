"""The whole corpus, examined as the command line does it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from time import process_time

import pytest

from advisor.corpus_proofs import Examination, examine, tallies, write_csv
from advisor.errors import CorpusError
from advisor.reasoning.coverage import Standing, empty_rows
from advisor.settings import Settings
from tests.builders import tiny_corpus, write


@pytest.fixture(scope="module")
def found() -> Examination:
    """The corpus of this repository."""
    return examine(Settings())


def test_no_provision_for_operators_is_without_norm_or_reason(found: Examination) -> None:
    """Whoever acts finds each of their provisions modelled, or why it is not."""
    assert [str(row.unit) for row in empty_rows(found.rows)] == []


def test_every_unit_is_in_the_table_once(found: Examination) -> None:
    """Nothing is left out of the figures."""
    units = [row.unit for row in found.rows]

    assert len(units) == len(set(units)) == len(found.book.library.wordings)
    for tally in tallies(found.rows, found.book.library):
        assert sum(tally.by_standing.values()) == tally.units
        assert tally.operator_by_standing[Standing.EMPTY] == 0


def test_the_table_can_be_had_as_csv(found: Examination) -> None:
    """One line a unit, with its norms or the reason."""
    stream = io.StringIO()
    write_csv(found.rows, found.book, stream)
    rows = {row["provision"]: row for row in csv.DictReader(io.StringIO(stream.getvalue()))}

    assert "gdpr-no-solely-automated-decision" in rows["gdpr:22(1)"]["norms"]
    assert rows["gdpr:22(1)"]["official"] == "yes"
    assert rows["gdpr:21(6)"]["reason"] == "vocabulary"
    assert rows["gdpr:21(6)"]["why"].endswith("any other processing")


def test_the_proofs_are_quick(found: Examination) -> None:
    """An editor runs them after each change."""
    begun = process_time()
    examine(Settings())

    assert process_time() - begun < 5


def test_faults_of_all_kinds_come_together(tmp_path: Path) -> None:
    """A norm that does not load hides no fault of a restatement."""
    corpus = tiny_corpus(tmp_path, norms="- {id: x}")
    write(corpus, "terms.yaml", "{addressees: {}, topics: []}")
    write(corpus, "completeness.yaml", "gdpr: [{name: articles, expect: [1-4]}]")
    settings = Settings().model_copy(update={"corpus": corpus})

    with pytest.raises(CorpusError) as caught:
        examine(settings)

    told = str(caught.value)
    assert "norms/norms.yaml:1" in told
    assert "gdpr lacks articles: 4" in told
    assert "`dpdp` has no list" in told
