"""What is kept of an opinion, with the plan's words and without them."""

from __future__ import annotations

import hashlib

import rfc8785

from advisor.wire import AdviseRequest, Answer, FactReport, Receipt, StepAnswer

ERASED = "[erased]"
_ABOUT_WORDS = frozenset({"reading", "language"})
"""Topics of limits that may quote the plan."""


def words_hash(salt: str, request: str, answer: str) -> str:
    """Return the hash under which the chain knows the text of a request and its answer.

    Without the salt, which is erased with the text, nobody can test a guess against it.
    """
    return _hash({"salt": salt, "request": request, "answer": answer})


def kept_hash(request: str, answer: str) -> str:
    """Return the hash of what is left after an erasure."""
    return _hash({"request": request, "answer": answer})


def _hash(content: dict[str, str]) -> str:
    return hashlib.sha256(rfc8785.dumps(dict(content))).hexdigest()


def request_text(request: AdviseRequest) -> str:
    """Return a request as it is stored."""
    return request.model_dump_json(exclude_unset=True)


def title_of(request: AdviseRequest) -> str:
    """Say in one line what was planned."""
    spoken = [request.action, *(step.action for step in request.steps)]
    words = "; ".join(part for part in spoken if part)
    facts = (f"{_plain(name)}: {_plain(value)}" for name, value in request.facts.items())
    return listed(words or "; ".join(facts))


def _plain(value: object) -> str:
    """Write the name or value of a fact without signs that only programmers know."""
    if isinstance(value, list):
        return ", ".join(map(_plain, value)) or "none"
    if value is None or isinstance(value, bool):
        return {None: "unknown", True: "yes", False: "no"}[value]
    return value.replace(".", " ").replace("_", " ") if isinstance(value, str) else str(value)


def listed(text: str) -> str:
    """Return text as a column can hold it: PostgreSQL takes no character with the number 0."""
    return text.replace("\x00", "\ufffd")


def request_without_words(request: AdviseRequest) -> AdviseRequest:
    """Return what was asked without its words and payloads; stated facts stay."""
    return request.model_copy(
        update={
            "action": ERASED if request.action is not None else None,
            "payload": None,
            "steps": tuple(
                step.model_copy(
                    update={
                        "action": ERASED if step.action is not None or not step.facts else None,
                        "payload": None,
                    }
                )
                for step in request.steps
            ),
        }
    )


def answer_without_words(answer: Answer) -> Answer:
    """Return an answer without anything that repeats the plan's words.

    Verdict, facts, norms and citations stay: what is needed to answer for the verdict, and to
    compute it again. The receipt goes, because a guess at the words could be tested against it.
    """
    return answer.model_copy(
        update={
            "summary": "The words of this plan were erased.",
            "facts": _facts_without_words(answer.facts),
            "steps": tuple(_step_without_words(step) for step in answer.steps),
            "limits": tuple(x for x in answer.limits if x.topic not in _ABOUT_WORDS),
            "receipt": None,
            "trace": (),
        }
    )


def _step_without_words(step: StepAnswer) -> StepAnswer:
    return step.model_copy(
        update={
            "action": ERASED if step.action is not None else None,
            "summary": "",
            "facts": _facts_without_words(step.facts) if step.facts else None,
        }
    )


def _facts_without_words(facts: FactReport) -> FactReport:
    return facts.model_copy(
        update={
            "inferred": tuple(x.model_copy(update={"evidence": ""}) for x in facts.inferred),
            "conflicts": tuple(x.model_copy(update={"evidence": ""}) for x in facts.conflicts),
        }
    )


def receipt_message(receipt: Receipt) -> bytes:
    """Return what a receipt's signature is over: its other members, in canonical JSON."""
    members = receipt.model_dump(mode="json", exclude={"signature"})
    return rfc8785.dumps(members)
