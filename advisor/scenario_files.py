"""A reviewed opinion as a scenario for the evaluation: what a lawyer decided once is tested ever
after.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue

from advisor.errors import RequestError
from advisor.law.files import written
from advisor.wire import Act, Review, State, StoredAnswer, Verdict

_SHORTEST = {"name": 10, "rationale": 20}


def scenario_of(stored: StoredAnswer) -> str:
    """Return a reviewed opinion as YAML for `evals/scenarios`.

    Raises:
        RequestError: nobody affirmed or overruled it, its words were erased, or it has parts
            that a scenario cannot hold.
    """
    review = _deciding(stored)
    if stored.erased is not None:
        raise RequestError("opinion", "its words were erased", "an opinion with its words")
    if stored.request.steps or stored.request.payload is not None:
        allowed = "a plan in words, facts or both"
        raise RequestError("opinion", "a scenario holds neither steps nor a payload", allowed)
    verdict = review.verdict or stored.verdict
    facts = _facts(stored)
    entry: dict[str, Any] = {"name": _name(stored, verdict)}
    if stored.request.action is not None:
        entry["words"] = stored.request.action
    entry |= {
        "stated": dict(stored.request.facts),
        "facts": facts,
        "as_of": stored.meta.as_of,
        "acceptable": [verdict.value],
    }
    if review.act is Act.AFFIRM and stored.blocking:
        entry["must_cite"] = [" | ".join(stored.blocking[0].citations)]
    entry |= {
        "may_cite": sorted({citation.id for citation in stored.citations}),
        "group": _group(facts),
        "instruments": [regime.instrument for regime in stored.regimes],
        "difficulty": "hard",
        "rationale": f"{review.by}, {review.created.date().isoformat()}: {review.reason}".ljust(
            _SHORTEST["rationale"], "."
        ),
    }
    return written([entry])


def _deciding(stored: StoredAnswer) -> Review:
    standing = [
        review
        for review in stored.reviews
        if review.act in (Act.AFFIRM, Act.OVERRULE) and review.withdrawn_by is None
    ]
    if stored.state is State.UNREVIEWED or not standing:
        allowed = "an opinion that a reviewer affirmed or overruled"
        raise RequestError("opinion", "nobody reviewed it", allowed)
    return standing[-1]


def _facts(stored: StoredAnswer) -> dict[str, JsonValue]:
    """The facts as they were taken to be: what was read, below what was stated."""
    read = {entry.fact: entry.value for entry in stored.facts.inferred}
    merged = {**read, **stored.facts.stated}
    return {name: value for name, value in sorted(merged.items()) if not isinstance(value, dict)}


def _name(stored: StoredAnswer, verdict: Verdict) -> str:
    words = " ".join((stored.request.action or "stated facts").split())
    short = words if len(words) <= 80 else words[:79] + "…"
    return f"{short} ({verdict.value}, as reviewed in {stored.id})"


def _group(facts: Mapping[str, JsonValue]) -> str:
    """The kind of action, as far as the facts tell; a lawyer may put it right."""
    operations = facts.get("operations")
    done = operations if isinstance(operations, list) else []
    rules = (
        (bool(facts.get("transfer.destinations")), "transfer"),
        (bool(facts.get("subjects.includes_children")), "children"),
        ("automation.decision" in facts or "decide" in done, "automated-decision"),
        ("profile" in done or "score" in done, "profiling"),
        (facts.get("purpose") == "direct_marketing", "marketing"),
        ("train_model" in done, "training"),
        (facts.get("subjects.relationship") == "employee", "workplace"),
    )
    return next((name for holds, name in rules if holds), "service")
