"""Agreement with an independent normalisation of the official texts, where these are at hand."""

import json
import random
from collections import Counter
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from advisor.errors import OfficialTextError
from advisor.law.files import Problems
from advisor.law.formats.cites import INSTRUMENTS, identifier_of
from advisor.law.formats.document import Document, normalised, tidy
from advisor.law.formats.recognition import Corrigendum, LaterVersionError, recognise
from advisor.law.identifiers import ProvisionId
from advisor.law.importing import Imported, read_texts
from advisor.law.loading import load_library
from advisor.law.official import OfficialStore, laid_over, load_expected
from advisor.law.provisions import TextKind
from tests.law.formats.tiny import NOW

COUNTS = {"gdpr": 947, "ai-act": 1400, "coe-ai": 123, "dpdp": 324, "dpdp-rules": 258}
UNCITED = {
    "gdpr": 8,
    "ai-act": 9,
    "coe-ai-convention": 1,
    "dpdp-act": 2,
    "dpdp-rules": 4,
}
FILES = {
    "gdpr": "gdpr/gdpr.fmx.xml",
    "ai-act": "ai-act/formex/*.xml",
    "coe-ai": "coe-ai-convention/*.pdf",
    "dpdp": "dpdp-act/*gazette.txt",
    "dpdp-rules": "dpdp-rules/DPDP_Rules*.txt",
}
CORRECTIONS = {
    "gdpr": "gdpr/corrigendum*.txt",
    "dpdp-rules": "dpdp-rules/Corrigendum*.txt",
}
REFERENCE_FAULTS = {
    # A blank before the semicolon after a quoted paragraph; neither publisher's format has it.
    ProvisionId.parse(f"ai-act:108({point})")
    for point in (2, 3, 4, 5)
}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """The lines of one reference file."""
    lines = (folder / "reference" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def reference(folder: Path, instrument: str, *, corrected: bool) -> dict[ProvisionId, str]:
    """Words by identifier; lines with the same identifier are joined."""
    name = next(name for name, ours in INSTRUMENTS.items() if ours == instrument)
    found: dict[ProvisionId, list[str]] = {}
    for row in rows(folder, name):
        place = identifier_of(name, row["cite"])
        text = row.get("corrected_text", row["text"]) if corrected else row["text"]
        if not text and row.get("is_division"):
            text = row["heading"].rpartition(" — ")[2]  # a heading without words of its own
        if place is not None:
            found.setdefault(place, []).append(text)
    return {place: tidy("\n".join(texts)) for place, texts in found.items()}


def parsed(folder: Path, pattern: str) -> Document:
    """What the files of one source hold together."""
    documents = [recognise(path.read_bytes()) for path in sorted(folder.glob(pattern))]
    units = {}
    for document in documents:
        if isinstance(document, Document):
            units |= document.units
    whole = next(d for d in documents if isinstance(d, Document))
    return Document(
        whole.instrument,
        whole.text,
        whole.kind,
        whole.publisher,
        whole.format,
        units,
        "",
        whole.raw,
    )


def differences(found: dict[ProvisionId, str], expected: dict[ProvisionId, str]) -> list[str]:
    """Every unit that is missing, added or has other words."""
    said = [f"{name}: missing" for name in expected if name not in found]
    said += [f"{name}: not in the reference" for name in found if name not in expected]
    for name, words in expected.items():
        if name in found and found[name] != words and name not in REFERENCE_FAULTS:
            said.append(f"{name}: {found[name][:60]!r} instead of {words[:60]!r}")
    return said


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_every_line_of_the_reference_has_an_identifier_or_needs_none(official_texts, name):
    """Formulas and titles of acts decide nothing and have none."""
    places = [identifier_of(name, row["cite"]) for row in rows(official_texts, name)]

    assert Counter(places)[None] == UNCITED[name]
    assert len({*places} - {None}) == COUNTS[INSTRUMENTS[name]]


@pytest.mark.parametrize("instrument", FILES)
def test_the_parser_agrees_with_the_reference_unit_by_unit(official_texts, instrument):
    """Same units, same words to the letter, as first published."""
    document = parsed(official_texts, FILES[instrument])

    found = {name: unit.text for name, unit in document.units.items()}
    assert not differences(found, reference(official_texts, instrument, corrected=False))
    assert len(found) == COUNTS[instrument]


@pytest.mark.parametrize("instrument", CORRECTIONS)
def test_the_corrected_wording_agrees_with_the_reference(official_texts, instrument):
    """A corrigendum is applied as such."""
    document = parsed(official_texts, FILES[instrument])
    file = next(official_texts.glob(CORRECTIONS[instrument]))
    corrigendum = recognise(file.read_bytes())
    assert isinstance(corrigendum, Corrigendum)

    units = corrigendum.read(dict(document.units), document.raw).apply(document.units)
    found = {name: unit.text for name, unit in units.items()}

    assert not differences(found, reference(official_texts, instrument, corrected=True))


def test_the_page_of_eur_lex_agrees_with_formex(official_texts):
    """Two formats of one publisher, the same words in all units."""
    page = parsed(official_texts, "ai-act/*.html")
    formex = parsed(official_texts, FILES["ai-act"])

    assert {n: u.text for n, u in page.units.items()} == {
        n: u.text for n, u in formex.units.items()
    }


def test_india_code_agrees_with_the_gazette_but_for_its_additions(official_texts):
    """India Code adds the numbers of acts; it has no Schedule, and two slips."""
    code = parsed(official_texts, "dpdp-act/*.md")
    gazette = parsed(official_texts, FILES["dpdp"])

    other = {
        str(name)
        for name, unit in code.units.items()
        if normalised(unit.text) != normalised(gazette.units[name].text)
    }
    numbers = {"2(a)", "7(h)-explanation", "17(1)(f)-explanation", "25", "28(7)", "29(8)", "29(9)"}
    numbers |= {"37(3)", "44(1)", "44(2)", "44(2)(b)", "44(3)"}
    slips = {"17(4)", "29(3)"}
    assert other == {f"dpdp:{at}" for at in numbers | slips}
    assert {name.parts[0] for name in gazette.units.keys() - code.units.keys()} == {"schedule"}


@pytest.fixture(scope="module")
def imported(official_texts: Path, real_corpus: Path) -> Imported:
    """What the whole folder holds, checked against the checksums of the corpus."""
    return read_texts(official_texts, load_expected(real_corpus), NOW)


def test_the_whole_folder_passes_the_checksums(imported):
    """Every unit of every instrument."""
    assert {text.instrument: len(text.units) for text in imported.texts} == COUNTS


def test_the_checksums_name_the_files_that_they_were_taken_from(official_texts, real_corpus):
    """Who compared what with which file is on record."""
    import yaml

    for path in real_corpus.glob("instruments/*/checksums.yaml"):
        for text in yaml.safe_load(path.read_text(encoding="utf-8"))["texts"]:
            for source in text["sources"]:
                data = (official_texts / source["file"]).read_bytes()
                assert sha256(data).hexdigest() == source["sha256"], source["file"]


def test_official_words_are_served_and_amended_units_restated(imported, real_corpus, tmp_path):
    """Art. 4 AI Act was replaced on 27 July 2026; Art. 5(1)(a) was not touched."""
    store = OfficialStore(tmp_path / "official")
    store.save(imported.texts)
    library = laid_over(load_library(real_corpus, Problems()), store, load_expected(real_corpus))

    def kind(at: str, day: date) -> TextKind:
        provision = library.library.provision(ProvisionId.parse(at), day)
        assert provision is not None
        return provision.kind

    before, today = date(2026, 1, 15), date(2026, 11, 20)
    assert kind("gdpr:22(1)", today) is TextKind.OFFICIAL
    assert kind("dpdp:9(1)", today) is TextKind.TRANSCRIPTION
    assert kind("ai-act:5(1)(a)", today) is TextKind.OFFICIAL
    assert kind("ai-act:4", before) is TextKind.OFFICIAL
    assert kind("ai-act:4", today) is TextKind.RESTATEMENT
    assert kind("cnil-ai:sheet-1(1)", today) is TextKind.RESTATEMENT


def test_the_list_of_amended_units_agrees_with_the_restatement(real_corpus):
    """A unit with a wording that ended on the day of the amendment is in the list."""
    expected = load_expected(real_corpus)["ai-act"]
    library = load_library(real_corpus, Problems())

    ended = {
        name
        for name, wordings in library.wordings.items()
        if name.instrument == "ai-act" and any(w.until == expected.amended_on for w in wordings)
    }
    assert ended <= expected.amended
    assert expected.amended <= library.wordings.keys()


@pytest.mark.parametrize("pattern", [*FILES.values(), *CORRECTIONS.values(), "dpdp-act/*.md"])
def test_a_damaged_real_file_never_crashes(official_texts, pattern):
    """Cut anywhere, with a few bytes changed: our own error, or an answer."""
    dice = random.Random(20261120)
    data = max((p.read_bytes() for p in official_texts.glob(pattern)), key=len)
    rounds = 4 if data.startswith(b"%PDF") else 12
    for _ in range(rounds):
        damaged = bytearray(data[: dice.randrange(1, len(data))])
        for _ in range(dice.randrange(4)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        try:
            found = recognise(bytes(damaged))
        except OfficialTextError:
            continue
        if isinstance(found, Document):
            assert found.instrument in COUNTS


def test_a_consolidated_version_of_the_act_is_refused_by_its_identifier(real_corpus, tmp_path):
    """The consolidated Act of 27 July 2026 is known, and not imported."""
    file = tmp_path / "act.xml"
    file.write_text(
        "<?xml version='1.0'?><CONS.ACT>formex <INFO.CONSLEG CONSLEG.REF=\"2024R1689\" "
        'START.DATE="20260727"/></CONS.ACT>',
        encoding="utf-8",
    )

    with pytest.raises(LaterVersionError):
        recognise(file.read_bytes())
    with pytest.raises(OfficialTextError, match=r"02024R1689-20260727.* version is known"):
        read_texts(file, load_expected(real_corpus), NOW)
