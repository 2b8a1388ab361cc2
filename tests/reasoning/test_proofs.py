"""Norms bind no earlier and no longer than their law."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.law.files import Problems
from advisor.reasoning.proofs import prove_norms
from tests.builders import tiny_book

NORM = """
- id: no-act
  title: Nobody does it
  source: ["gdpr:1(1)"]
  kind: prohibition
  applies: act
"""
AUTHORITY = """
- id: cjeu:C-1/20
  title: First
  court: CJEU
  date: 2020-01-01
  weight: binding
  holding: a ruling made up for tests
"""


def faults(folder: Path, **files: str) -> list[str]:
    problems = Problems()
    prove_norms(tiny_book(folder, **files), folder, problems)
    return problems.found


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        ("from: 2018-05-24", "starts on 2018-05-24, before its source `gdpr:1(1)`"),
        ("until: 2018-05-25", "ends on 2018-05-25, before it starts"),
        ("from: 2018-05-25", ""),
        ("from: 2018-05-24\n  because: the law binds from its entry into force", ""),
        ("from: 2018-05-24\n  binding: guidance", ""),
    ],
)
def test_a_norm_starts_with_its_source(tmp_path: Path, dates: str, told: str) -> None:
    """Earlier only with a reason; guidance reads law that applies."""
    found = faults(tmp_path, norms=f"{NORM}  {dates}\n")

    assert [told in fault for fault in found] == ([True] if told else [])
    assert all(fault.startswith("norms/norms.yaml:2: ") for fault in found)


def test_an_authority_names_concepts_and_provisions_that_exist(tmp_path: Path) -> None:
    """A ruling on a concept that nobody wrote is a loose end."""
    found = faults(tmp_path, authorities=f'{AUTHORITY}  concepts: [lost]\n  cites: ["gdpr:9"]\n')

    assert found == [
        "authorities.yaml:2: `cjeu:C-1/20` names unknown concept `lost`",
        "authorities.yaml:2: `gdpr:9` is not in the corpus",
    ]
