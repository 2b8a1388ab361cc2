"""The whole corpus examined at once, as the command line and the pages show it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from advisor import official_texts
from advisor.errors import CorpusError
from advisor.law.files import Problems
from advisor.law.identifiers import ProvisionId
from advisor.law.library import Library
from advisor.law.loading import load_library
from advisor.law.official import load_expected
from advisor.law.proofs import Proof, Review, operators, prove, read_reviews, read_terms
from advisor.reasoning.coverage import (
    COVERAGE,
    Row,
    Standing,
    coverage,
    empty_rows,
    needless,
    read_reasons,
)
from advisor.reasoning.loading import load_rulebook
from advisor.reasoning.proofs import prove_norms
from advisor.reasoning.rulebook import Rulebook
from advisor.settings import Settings


@dataclass(frozen=True)
class Examination:
    """A corpus in which nothing was found wrong, with its figures."""

    book: Rulebook
    proof: Proof
    rows: tuple[Row, ...]
    needless: tuple[ProvisionId, ...]
    """Provisions that keep a reason although norms model them by now."""


def examine(settings: Settings) -> Examination:
    """Load the corpus and prove what can be proved of it.

    Raises:
        CorpusError: with everything that is wrong, each with file and line.
    """
    corpus, problems = settings.corpus, Problems()
    try:
        book = load_rulebook(corpus)
    except CorpusError as exc:
        # What can be said about the provisions is said along with what hindered the loading.
        problems.found.extend(exc.problems)
        prove(load_library(corpus, Problems()), corpus, problems)
        raise CorpusError(*dict.fromkeys(problems.found)) from exc
    try:
        official_texts.check(book, settings)
    except CorpusError as exc:
        problems.found.extend(exc.problems)
    proof = prove(book.library, corpus, problems)
    prove_norms(book, corpus, problems)
    reasons = read_reasons(book, corpus, problems)
    rows = coverage(book, reasons, proof.operators, official_units(corpus))
    for row in empty_rows(rows):
        place = book.library.wordings[row.unit][-1].place
        problems.add(
            f"{place}: nothing models `{row.unit}`, which is addressed to an operator: "
            f"write a norm, or a reason in {COVERAGE}"
        )
    problems.raise_if_any()
    return Examination(book, proof, rows, tuple(needless(rows, reasons)))


@lru_cache(maxsize=4)
def rows_of(book: Rulebook, corpus: Path) -> Mapping[ProvisionId, Row]:
    """The table of coverage by unit, for reading.

    A reason that is malformed is left out: `advisor corpus check` is there to complain.
    """
    problems = Problems()
    terms = read_terms(corpus, problems)
    reasons = read_reasons(book, corpus, problems)
    rows = coverage(book, reasons, operators(terms), official_units(corpus))
    return {row.unit: row for row in rows}


@lru_cache(maxsize=4)
def reviews_of(book: Rulebook, corpus: Path) -> tuple[Review, ...]:
    """Who compared which restatements with which text."""
    problems = Problems()
    return tuple(
        review
        for name in book.library.instruments
        for review in read_reviews(book.library, corpus, name, problems)
    )


@lru_cache(maxsize=4)
def official_units(corpus: Path) -> Mapping[ProvisionId, str]:
    """Units with a checksum: `yes`, or `first` where a later act changed the words."""
    found: dict[ProvisionId, str] = {}
    for expected in load_expected(corpus).values():
        for wording in expected.wordings.values():
            found |= dict.fromkeys(wording.sums, "yes")
        found |= {name: "first" for name in expected.amended if name in found}
    return found


@dataclass(frozen=True, slots=True)
class Tally:
    """How the units of one instrument stand."""

    instrument: str
    units: int
    official: int
    by_standing: Mapping[Standing, int]
    operator_units: int
    operator_by_standing: Mapping[Standing, int]


def tallies(rows: Iterable[Row], library: Library) -> list[Tally]:
    """Figures per instrument, in corpus order."""
    listed = list(rows)
    found = []
    for name in library.instruments:
        here = [row for row in listed if row.unit.instrument == name]
        facing = [row for row in here if row.operator]
        found.append(
            Tally(
                instrument=name,
                units=len(here),
                official=sum(bool(row.official) for row in here),
                by_standing=_by_standing(here),
                operator_units=len(facing),
                operator_by_standing=_by_standing(facing),
            )
        )
    return found


def _by_standing(rows: list[Row]) -> dict[Standing, int]:
    return {standing: sum(row.standing is standing for row in rows) for standing in Standing}


_COLUMNS = (
    "provision",
    "cite",
    "heading",
    "operator",
    "restated",
    "official",
    "standing",
    "norms",
    "carried by",
    "reason",
    "why",
)


def write_csv(rows: Iterable[Row], book: Rulebook, stream: TextIO) -> None:
    """The whole table, one unit a line."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        reason = row.reason if row.standing in (Standing.REASONED, Standing.CARRIED) else None
        writer.writerow(
            [
                str(row.unit),
                book.library.cite(row.unit),
                row.heading,
                "yes" if row.operator else "",
                "yes",
                row.official,
                row.standing.value,
                " ".join(row.norms),
                "; ".join(row.carried),
                reason.id if reason else "",
                " ".join(filter(None, (reason.text, reason.because))) if reason else "",
            ]
        )
