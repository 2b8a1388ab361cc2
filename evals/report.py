"""A run as JSON, for comparing runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from evals.running import Mode
from evals.scoring import Metrics, Score, Share, measure, misread_facts, of_mode, unread_facts


def report(scores: Sequence[Score], versions: dict[str, str], closed: list[str]) -> JsonValue:
    """Return figures and results of a run as plain JSON values."""
    found: JsonValue = to_jsonable_python(
        {
            "versions": versions,
            "gates_not_passed": closed,
            "metrics": {
                mode.value: _metrics(measure(of_mode(scores, mode)))
                for mode in Mode
                if of_mode(scores, mode)
            },
            "results": [_result(one) for one in scores],
        }
    )
    return found


def _metrics(metrics: Metrics) -> dict[str, object]:
    named = {name: getattr(metrics, name) for name in metrics.__dataclass_fields__}
    return {name: _share(v) if isinstance(v, Share) else v for name, v in named.items()}


def _share(share: Share) -> dict[str, object]:
    return {
        "hits": share.hits,
        "total": share.total,
        "value": share.value,
        "interval": share.interval,
    }


def _result(one: Score) -> dict[str, object]:
    outcome = asdict(replace(one.outcome, answer=None))
    del outcome["answer"], outcome["examined"]
    outcome["changes"] = [sorted(changes) for changes in one.outcome.changes]
    return {
        **outcome,
        "issue": one.scenario.issue,
        "expected": [result.value for result in one.scenario.acceptable],
        "right": one.right,
        "unsafe": one.unsafe,
        "over_blocked": one.over_blocked,
        "failures": one.failures,
        "misread": misread_facts(one.scenario, one.outcome),
        "unread": unread_facts(one.scenario, one.outcome) if one.outcome.mode is Mode.WORDS else (),
    }
