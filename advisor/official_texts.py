"""Official texts as the command line and the service use them: import, look, lay over the law."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from advisor.errors import CorpusError, OfficialTextError
from advisor.law.importing import Imported, import_texts, read_texts
from advisor.law.official import (
    CHECKSUMS,
    Laid,
    OfficialStore,
    StoredText,
    laid_over,
    load_expected,
)
from advisor.law.provisions import TextKind
from advisor.reasoning.rulebook import Rulebook
from advisor.settings import Settings


def bring(settings: Settings, at: datetime) -> None:
    """Import from `ADVISOR_OFFICIAL_TEXTS` what is not stored yet.

    Raises:
        OfficialTextError: the folder holds a damaged or wrong text, or none at all.
    """
    if settings.official_texts is None:
        return
    store = OfficialStore(settings.official_folder)
    stored = store.load()
    expected = load_expected(settings.corpus)
    if expected.keys() <= stored.keys():
        return
    try:
        found = read_texts(settings.official_texts, expected, at)
    except OfficialTextError as exc:
        raise OfficialTextError(f"ADVISOR_OFFICIAL_TEXTS: {exc}") from exc
    store.save(text for text in found.texts if text.instrument not in stored)


def with_official_texts(book: Rulebook, settings: Settings) -> Rulebook:
    """The rulebook with official wordings where they are stored.

    Its version names them too, so that no answer is remembered with other words.

    Raises:
        OfficialTextError: a stored text is damaged.
    """
    store = OfficialStore(settings.official_folder)
    version = store.version()
    if not version:
        return book
    laid = laid_over(book.library, store, load_expected(settings.corpus))
    return replace(book, library=laid.library, version=f"{book.version}-{version}")


def bring_in(settings: Settings, path: Path) -> Imported:
    """Import a file or folder that was named by hand."""
    store = OfficialStore(settings.official_folder)
    return import_texts(path, settings.corpus, store, datetime.now(UTC))


def check(book: Rulebook, settings: Settings) -> None:
    """Check that every unit with a checksum is in the corpus.

    Raises:
        CorpusError: naming the file and the units.
    """
    problems = []
    for instrument, expected in load_expected(settings.corpus).items():
        named = {*expected.amended, *(n for w in expected.wordings.values() for n in w.sums)}
        lost = sorted(str(name) for name in named if not book.library.resolves(name))
        if lost:
            problems.append(
                f"instruments/{instrument}/{CHECKSUMS}:1: not restated: {', '.join(lost[:12])}"
            )
    if problems:
        raise CorpusError(*problems)


@dataclass(frozen=True)
class Standing:
    """How an instrument stands: whose words, how many units, since when."""

    instrument: str
    short: str
    units: int
    official: int
    """Units of which some wording is official or transcribed."""
    kind: TextKind | None
    version: str
    imported_at: datetime | None
    remarks: tuple[str, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What was compared and corrected, and what keeps its restatement."""
        rest = self.units - self.official
        if self.kind is None or not rest:
            return self.remarks
        return (*self.remarks, f"{self.official} units {self.kind.value}, {rest} restated only")

    @property
    def words(self) -> str:
        """Whose words are shown."""
        if self.kind is None or not self.official:
            return TextKind.RESTATEMENT.value
        return f"{self.kind.value} {self.version}"


def standing(book: Rulebook, settings: Settings) -> list[Standing]:
    """Every instrument of the corpus, in corpus order.

    Raises:
        OfficialTextError: a stored text is damaged, or differs from its checksums.
    """
    store = OfficialStore(settings.official_folder)
    laid = laid_over(book.library, store, load_expected(settings.corpus))
    stored = store.load()
    return [_standing(book, name, laid, stored.get(name)) for name in book.library.instruments]


def _standing(book: Rulebook, name: str, laid: Laid, text: StoredText | None) -> Standing:
    return Standing(
        instrument=name,
        short=book.library.instruments[name].short,
        units=sum(1 for n in book.library.wordings if n.instrument == name),
        official=len(laid.served.get(name, ())),
        kind=text.kind if text else None,
        version=text.text if text else "",
        imported_at=text.imported_at if text else None,
        remarks=tuple(text.notes) if text else (),
    )
