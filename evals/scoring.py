"""Scoring: what an outcome got right, and the figures over many of them. Pure arithmetic."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from advisor.law.identifiers import IdentifierError, ProvisionId
from evals.running import Mode, Outcome
from evals.scenarios import Result, Scenario, either


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` out of `total`, with the 95 % interval by Wilson."""

    hits: int
    total: int

    @property
    def value(self) -> float | None:
        """The share, or None where there was nothing to count."""
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Lower and upper bound of the share at 95 %."""
        return wilson(self.hits, self.total) if self.total else None


@dataclass(frozen=True)
class Score:
    """What one scenario came to in one mode."""

    scenario: Scenario
    outcome: Outcome
    right: bool
    unsafe: bool
    over_blocked: bool
    over_asked: bool
    recalled: Share
    precise: Share
    questions: Share
    horizon: Share
    read: Share
    """Of the labelled facts, those that the words brought out or silence presumed alike."""
    misread: Share
    """Of the labelled facts, those that were read as something else."""
    failures: tuple[str, ...]
    """Every demand of the scenario that was not met, in words."""


@dataclass(frozen=True)
class Metrics:
    """The figures over a set of scores. Shares of citations are over citations, not plans."""

    plans: int
    accuracy: Share
    unsafe: Share
    """Over the plans that have an unsafe verdict."""
    over_blocking: Share
    """Over the plans that must proceed."""
    over_asking: Share
    """Over the plans where no question is expected."""
    needless_questions: float | None
    """Mean number of questions where none is expected."""
    recall: Share
    precision: Share
    questions: Share
    horizon: Share
    read: Share
    misread: Share
    demands: Share
    """Plans with every demand met: verdict, citations, questions, horizon and the rest."""


def score(scenario: Scenario, outcome: Outcome) -> Score:
    """Compare an outcome with its label."""
    right = outcome.result in scenario.acceptable
    cited = _parsed(outcome.cited)
    recalled = {entry: _cites(entry, cited) for entry in scenario.must_cite}
    asked = _asked(scenario, outcome)
    coming = {
        f"{item.date}{f' {item.verdict.value}' if item.verdict else ''}": any(
            day == item.date and (item.verdict is None or verdict == item.verdict.value)
            for day, verdict in outcome.horizon
        )
        for item in scenario.horizon
    }
    failures: list[str] = []
    if not right:
        failures.append(f"verdict {outcome.result.value}, expected {scenario.label}")
    failures += [f"does not cite {entry}" for entry, hit in recalled.items() if not hit]
    failures += [f"does not ask {entry}" for entry, hit in asked.items() if not hit]
    failures += [f"horizon lacks {entry}" for entry, hit in coming.items() if not hit]
    if scenario.no_questions and outcome.questions:
        failures.append(f"asks {', '.join(outcome.questions)}")
    failures += _other_failures(scenario, outcome)
    return Score(
        scenario=scenario,
        outcome=outcome,
        right=right,
        unsafe=outcome.result in scenario.wrong_permits,
        over_blocked=scenario.lawful and outcome.result is not Result.PROCEED,
        over_asked=scenario.no_questions and bool(outcome.questions),
        recalled=_share(recalled.values()),
        precise=_precision(scenario, outcome),
        questions=_share(asked.values()),
        horizon=_share(coming.values()),
        read=_read(scenario, outcome),
        misread=_misread(scenario, outcome),
        failures=tuple(failures),
    )


def measure(scores: Sequence[Score]) -> Metrics:
    """Return the figures over `scores`."""
    quiet = [s for s in scores if s.scenario.no_questions]
    asked = sum(len(s.outcome.questions) for s in quiet)
    return Metrics(
        plans=len(scores),
        accuracy=_share(s.right for s in scores),
        unsafe=_share(s.unsafe for s in scores if s.scenario.wrong_permits),
        over_blocking=_share(s.over_blocked for s in scores if s.scenario.lawful),
        over_asking=_share(s.over_asked for s in quiet),
        needless_questions=asked / len(quiet) if quiet else None,
        recall=_sum(s.recalled for s in scores),
        precision=_sum(s.precise for s in scores),
        questions=_sum(s.questions for s in scores),
        horizon=_sum(s.horizon for s in scores),
        read=_sum(s.read for s in scores),
        misread=_sum(s.misread for s in scores),
        demands=_share(not s.failures for s in scores),
    )


def grouped(
    scores: Iterable[Score], keys: Callable[[Scenario], Iterable[str]]
) -> dict[str, list[Score]]:
    """Sort scores under each of their keys; one with several keys counts under each."""
    found: dict[str, list[Score]] = {}
    for one in scores:
        for key in keys(one.scenario):
            found.setdefault(key, []).append(one)
    return dict(sorted(found.items()))


def of_mode(scores: Iterable[Score], mode: Mode) -> list[Score]:
    """The scores of one mode."""
    return [one for one in scores if one.outcome.mode is mode]


def wilson(hits: int, total: int, z: float = 1.959964) -> tuple[float, float]:
    """The score interval of a share: sound for small numbers and near 0 and 1.

    Args:
        hits: how many of `total` counted.
        total: at least 1.
        z: quantile of the normal distribution; the default gives 95 %.
    """
    share, square = hits / total, z * z
    centre = (share + square / (2 * total)) / (1 + square / total)
    half = z * math.sqrt(share * (1 - share) / total + square / (4 * total**2))
    half /= 1 + square / total
    return max(0.0, centre - half), min(1.0, centre + half)


def _asked(scenario: Scenario, outcome: Outcome) -> dict[str, bool]:
    if scenario.questions == "any":
        return {"anything": bool(outcome.questions)}
    return {
        entry: any(part in outcome.questions for part in either(entry))
        for entry in scenario.questions
    }


def _other_failures(scenario: Scenario, outcome: Outcome) -> list[str]:
    found = [f"says no limit on {p}" for p in scenario.limits if not _said(p, outcome.limits)]
    found += [
        f"no condition on {p}" for p in scenario.conditions if not _said(p, outcome.conditions)
    ]
    for fork in scenario.forks:
        if (fork.fact, fork.answer, fork.verdict.value) not in outcome.forks:
            found.append(f"no fork {fork.fact} = {fork.answer} to {fork.verdict.value}")
    blocking = _parsed(outcome.blocking_citations)
    found += [f"{e} may not block" for e in scenario.may_not_block if _inside(e, blocking)]
    wanted = set(scenario.alternative_changes)
    if wanted and not any(wanted & changes for changes in outcome.changes):
        found.append(f"no alternative changes {' or '.join(sorted(wanted))}")
    return found


def _said(pattern: str, texts: Iterable[str]) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for text in texts)


def _cites(entry: str, cited: Sequence[ProvisionId]) -> bool:
    """Whether something cited covers one of the wanted provisions, or stands inside it."""
    for name in either(entry):
        if ":" not in name:
            if any(one.instrument == name for one in cited):
                return True
            continue
        wanted = ProvisionId.parse(name)
        if any(one.covers(wanted) or wanted.covers(one) for one in cited):
            return True
    return False


def _inside(entry: str, cited: Sequence[ProvisionId]) -> bool:
    if ":" not in entry:
        return any(one.instrument == entry for one in cited)
    return any(ProvisionId.parse(entry).covers(one) for one in cited)


def _precision(scenario: Scenario, outcome: Outcome) -> Share:
    """Of the citations that carry the verdict, those in an article that the label names."""
    if not scenario.must_cite:
        return Share(0, 0)
    entries = [part for e in (*scenario.must_cite, *scenario.may_cite) for part in either(e)]
    instruments = {name for name in entries if ":" not in name}
    articles = {_article(ProvisionId.parse(name)) for name in entries if ":" in name}
    carrying = _parsed(outcome.carrying)
    return _share(one.instrument in instruments or _article(one) in articles for one in carrying)


def misread_facts(scenario: Scenario, outcome: Outcome) -> dict[str, tuple[JsonValue, JsonValue]]:
    """The facts that were read otherwise than labelled: what was read, and the label."""
    labelled = scenario.facts or {}
    return {
        name: (value, labelled[name])
        for name, value in outcome.read.items()
        if name in labelled and not _same(value, labelled[name])
    }


def unread_facts(scenario: Scenario, outcome: Outcome) -> tuple[str, ...]:
    """The labelled facts that neither the words brought out nor silence presumed alike."""
    known = {**outcome.presumed, **outcome.read, **scenario.stated}
    labelled = scenario.facts or {}
    return tuple(name for name, value in labelled.items() if not _same(known.get(name), value))


def _read(scenario: Scenario, outcome: Outcome) -> Share:
    if outcome.mode is not Mode.WORDS or not scenario.facts:
        return Share(0, 0)
    total = len(scenario.facts)
    return Share(total - len(unread_facts(scenario, outcome)), total)


def _misread(scenario: Scenario, outcome: Outcome) -> Share:
    if outcome.mode is not Mode.WORDS or not scenario.facts:
        return Share(0, 0)
    return Share(len(misread_facts(scenario, outcome)), len(scenario.facts))


def _same(found: JsonValue, labelled: JsonValue) -> bool:
    """Equal; a list read from words, being a lower bound, may leave out what is labelled."""
    if isinstance(found, dict) and "at_least" in found:
        found = found["at_least"]
    if isinstance(found, list) and isinstance(labelled, list):
        members = {str(one) for one in found}
        wide = {"EU", "EEA"} & {str(one) for one in labelled}
        return bool(wide and members) or (
            bool(members) == bool(labelled) and (members <= {str(one) for one in labelled})
        )
    return found == labelled


def _article(name: ProvisionId) -> ProvisionId:
    while name.parent is not None:
        name = name.parent
    return name


def _parsed(names: Iterable[str]) -> list[ProvisionId]:
    found = []
    for name in names:
        try:
            found.append(ProvisionId.parse(name))
        except IdentifierError:
            continue
    return found


def _share(hits: Iterable[bool]) -> Share:
    counted = list(hits)
    return Share(sum(counted), len(counted))


def _sum(shares: Iterable[Share]) -> Share:
    counted = list(shares)
    return Share(sum(s.hits for s in counted), sum(s.total for s in counted))
