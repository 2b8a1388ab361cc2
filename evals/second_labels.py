"""Second labels: what another reader of the law found acceptable, without seeing the first.

How far two readers agree bounds how well any advisor can do. A disagreement is settled by a
legal reason, written in `resolved` of the second label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, field_validator
from sklearn.metrics import cohen_kappa_score

from advisor.errors import CorpusError
from advisor.law.files import Problems, parse, read_list, where, yaml_files
from advisor.law.identifiers import IdentifierError, ProvisionId
from evals.scenarios import ROOT, Entry, Result, Scenario, either
from evals.scoring import Share

FOLDER = ROOT / "second-labels"
_STRICTNESS = (Result.PROCEED, Result.ESCALATE, Result.MODIFY, Result.REFUSE, Result.ERROR)


class SecondLabel(Entry):
    """The label of one scenario by a second reader."""

    name: str
    """The scenario."""
    acceptable: tuple[Result, ...] = Field(min_length=1)
    must_cite: tuple[str, ...] = ()
    note: str = ""
    """Why, in the second reader's words."""
    resolved: str | None = Field(default=None, min_length=20)
    """Where the labels differ: which one stands, and the legal reason."""

    @field_validator("must_cite")
    @classmethod
    def _names_provisions(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in (part for entry in value for part in either(entry) if ":" in part):
            try:
                ProvisionId.parse(name)
            except IdentifierError as exc:
                raise ValueError(str(exc)) from exc
        return value


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A scenario for which two readers do not accept the same verdicts."""

    scenario: Scenario
    second: SecondLabel

    @property
    def opposed(self) -> bool:
        """True where no verdict is acceptable to both."""
        return not set(self.scenario.acceptable) & set(self.second.acceptable)


@dataclass(frozen=True)
class Agreement:
    """How far two readers agree."""

    exact: Share
    """The same acceptable verdicts."""
    overlap: Share
    """At least one verdict that both accept."""
    kappa: float | None
    """Cohen's kappa on the strictest acceptable verdict; None where it says nothing."""
    disagreements: tuple[Disagreement, ...]
    """Opposed ones first."""

    @property
    def unresolved(self) -> tuple[Disagreement, ...]:
        """Disagreements for which nobody wrote down a reason."""
        return tuple(one for one in self.disagreements if one.second.resolved is None)


def load_second_labels(
    scenarios: Sequence[Scenario], folder: Path = FOLDER
) -> tuple[SecondLabel, ...]:
    """Return all second labels, in the order of files and lines.

    Raises:
        CorpusError: entries are wrong, name no scenario or one twice; with file and line.
    """
    problems = Problems()
    known = {one.name for one in scenarios}
    found: dict[str, SecondLabel] = {}
    for path in yaml_files(folder):
        try:
            entries = read_list(path, folder)
        except CorpusError as exc:
            problems.found.extend(exc.problems)
            continue
        for entry in entries:
            for label in problems.each([entry], lambda one: parse(SecondLabel, one)):
                if label.name not in known:
                    problems.add(f"{where(entry)}: no scenario is named `{label.name}`")
                elif label.name in found:
                    problems.add(f"{where(entry)}: `{label.name}` is labelled in another place too")
                found[label.name] = label
    problems.raise_if_any()
    return tuple(found.values())


def agreement(scenarios: Sequence[Scenario], labels: Sequence[SecondLabel]) -> Agreement:
    """Compare first and second labels; scenarios without a second label do not count."""
    by_name = {one.name: one for one in scenarios}
    pairs = [Disagreement(by_name[one.name], one) for one in labels if one.name in by_name]
    same = [set(p.scenario.acceptable) == set(p.second.acceptable) for p in pairs]
    apart = [pair for pair, alike in zip(pairs, same, strict=True) if not alike]
    return Agreement(
        exact=Share(sum(same), len(pairs)),
        overlap=Share(sum(not pair.opposed for pair in pairs), len(pairs)),
        kappa=_kappa(
            [strictest(pair.scenario.acceptable) for pair in pairs],
            [strictest(pair.second.acceptable) for pair in pairs],
        ),
        disagreements=tuple(sorted(apart, key=lambda p: (not p.opposed, p.scenario.name))),
    )


def strictest(acceptable: Sequence[Result]) -> Result:
    """The strictest of some verdicts: refuse, modify, escalate, proceed."""
    return max(acceptable, key=_STRICTNESS.index)


def _kappa(first: list[Result], second: list[Result]) -> float | None:
    """None where both readers gave one and the same verdict throughout: chance explains all."""
    if not first or len({*first, *second}) < 2:
        return None
    return float(cohen_kappa_score([r.value for r in first], [r.value for r in second]))
