"""What norms cover, and why they do not cover the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.law.files import Problems
from advisor.reasoning.coverage import (
    Row,
    Standing,
    coverage,
    empty_rows,
    needless,
    read_reasons,
    unfolded,
)
from advisor.reasoning.loading import load_rulebook
from tests.builders import provision, tiny_corpus, write

REASONS = """
reasons:
  aim: {text: Says what it is for.}
  vocabulary: {text: Not expressible., says_what: true}
  authority: {text: For authorities.}
defaults:
  - {addressee: authority, reason: authority}
provisions:
"""
NORM = """
- id: no-act
  title: Nobody does it
  source: ["gdpr:1(1)"]
  kind: prohibition
  applies: act
"""


def table(
    folder: Path, entries: str = "  []", norms: str = NORM, addressee: str = "controller"
) -> tuple[dict[str, Row], list[str]]:
    """The coverage of two tiny laws, with every provision addressed to `addressee`."""
    tiny_corpus(folder, norms=norms)
    for law in ("gdpr", "dpdp"):
        path = folder / f"instruments/{law}/restatement/all.yaml"
        path.write_text(
            path.read_text().replace("    units:", f"    addressee: [{addressee}]\n    units:")
        )
    book = load_rulebook(folder)
    write(folder, "coverage.yaml", REASONS + entries)
    problems = Problems()
    reasons = read_reasons(book, folder, problems)
    rows = coverage(book, reasons, frozenset({"controller"}), {provision("gdpr:1(1)"): "yes"})
    return {str(row.unit): row for row in rows}, problems.found


def test_a_unit_is_modelled_by_the_norm_that_cites_it(tmp_path: Path) -> None:
    """And by no norm of its neighbour."""
    rows, _ = table(tmp_path)

    assert rows["gdpr:1(1)"].standing is Standing.MODELLED
    assert rows["gdpr:1(1)"].norms == ("no-act",)
    assert rows["gdpr:1(1)"].official == "yes"
    assert rows["gdpr:1(2)"].standing is Standing.EMPTY


def test_a_norm_on_an_article_models_its_paragraphs(tmp_path: Path) -> None:
    """Unless a reason for the paragraph says that it does not."""
    entries = '  - {provisions: ["gdpr:1(2)"], reason: aim}\n'

    rows, _ = table(tmp_path, entries, NORM.replace("gdpr:1(1)", "gdpr:1"))

    assert rows["gdpr:1(1)"].standing is Standing.MODELLED
    assert rows["gdpr:1(2)"].standing is Standing.REASONED


def test_an_exception_models_its_own_source(tmp_path: Path) -> None:
    """A branch of a norm is part of the model."""
    norm = NORM + '  unless: [{when: leave, source: ["gdpr:1(2)"]}]\n'

    assert table(tmp_path, norms=norm)[0]["gdpr:1(2)"].norms == ("no-act",)


def test_only_what_is_addressed_to_operators_can_be_empty(tmp_path: Path) -> None:
    """What an authority has to do has the reason of its addressee."""
    rows, _ = table(tmp_path, addressee="authority")

    assert rows["gdpr:2"].reason is not None
    assert rows["gdpr:2"].reason.id == "authority"
    assert not empty_rows(rows.values())


def test_a_default_does_not_excuse_what_operators_owe(tmp_path: Path) -> None:
    """Addressed to both, it needs a decision."""
    rows, _ = table(tmp_path, addressee="authority, controller")

    assert "gdpr:2" in {str(row.unit) for row in empty_rows(rows.values())}


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ('{provisions: ["gdpr:2"], reason: none}', "unknown reason `none`"),
        ('{provisions: ["gdpr:2"], reason: vocabulary}', "`vocabulary` needs `because`"),
        ('{provisions: ["gdpr:2-4"], reason: aim}', "`gdpr:4` is not in the corpus"),
        ('{provisions: ["gdpr:2", "gdpr:2"], reason: aim}', "`gdpr:2` has two reasons"),
        ('{provisions: ["gdpr:2"], reason: aim, norms: [x]}', "unknown norm `x`"),
    ],
)
def test_a_wrong_reason_is_told_with_its_line(tmp_path: Path, entry: str, problem: str) -> None:
    """File, line and what is wrong."""
    _, problems = table(tmp_path, f"  - {entry}\n")

    assert len(problems) == 1
    assert problems[0].startswith(f"coverage.yaml:9: {problem}")


def test_a_reason_that_norms_overtook_is_named(tmp_path: Path) -> None:
    """Whoever writes the norm may strike the reason."""
    rows, _ = table(tmp_path, '  - {provisions: ["gdpr:1(1)", "gdpr:2"], reason: aim}\n')
    reasons = read_reasons(load_rulebook(tmp_path), tmp_path, Problems())

    assert needless(rows.values(), reasons) == [provision("gdpr:1(1)")]


def test_ranges_are_unfolded() -> None:
    """Articles, recitals, points by number and by letter; other hyphens stay."""
    assert unfolded("gdpr:8-10") == ["gdpr:8", "gdpr:9", "gdpr:10"]
    assert unfolded("gdpr:rec1-2") == ["gdpr:rec1", "gdpr:rec2"]
    assert unfolded("gdpr:4(6)-(7)") == ["gdpr:4(6)", "gdpr:4(7)"]
    assert unfolded("dpdp:2(a)-(c)") == ["dpdp:2(a)", "dpdp:2(b)", "dpdp:2(c)"]
    assert unfolded("cnil-ai:sheet-10(2)-(3)") == ["cnil-ai:sheet-10(2)", "cnil-ai:sheet-10(3)"]
    for single in ("gdpr:22", "ai-act:annex-III(5)(b)", "dpdp-rules:schedule-4-A(1)", "dpdp:6"):
        assert unfolded(single) == [single]
    assert unfolded("dpdp-rules:10(2)-illustration-1") == ["dpdp-rules:10(2)-illustration-1"]
