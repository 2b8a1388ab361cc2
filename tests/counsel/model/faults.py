"""Everything that can go wrong with a model, as scripts for the server, and what came of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from advisor import wire
from advisor.advising import Advisor
from tests.counsel.model.good_model import PLAN, read, sensible, written
from tests.counsel.model.scripted_server import (
    Heard,
    ScriptedServer,
    broken,
    cut,
    dripping,
    giant,
    page,
    slow,
    stalling,
    streamed,
    too_many,
)

Answer = Callable[[Heard], "str | Response"]


@dataclass(frozen=True)
class Fault:
    """One thing that a model, or the way to it, can do."""

    name: str
    answer: Answer
    read: bool = False
    """Whether the model's reading can still be used."""
    drafted: bool = False
    """Whether its draft can still be used."""


def _once(first: Response, then: Answer = sensible) -> Answer:
    """A fault on the first call only."""
    said: list[bool] = []

    def answer(heard: Heard) -> str | Response:
        if said:
            return then(heard)
        said.append(True)
        return first

    return answer


def _drafting(**part: object) -> Answer:
    """A sensible model but for parts of its draft."""

    def answer(heard: Heard) -> str | Response:
        if heard.name != "draft":
            return sensible(heard)
        return json.dumps({**written(heard), **part})

    return answer


def _reading(*facts: dict[str, object]) -> Answer:
    """A sensible model that reads some more."""

    def answer(heard: Heard) -> str | Response:
        if heard.name != "characterisation":
            return sensible(heard)
        return json.dumps(read("en", *facts))

    return answer


def _said(*sentences: tuple[str, str]) -> list[dict[str, object]]:
    return [{"text": text, "citations": [id]} for text, id in sentences]


INVENTED = _said(
    ("Every newsletter is free under this rule.", "gdpr:612(9)"),
    ("So it is settled.", "gdpr:613"),
)
MISQUOTED = _said(
    ("The rule says “newsletters are always welcome to all”.", "gdpr:6(1)(a)"),
    ("It also says “nobody may ever object to a message”.", "gdpr:6(1)(a)"),
)

FAULTS = (
    Fault("answers well", sensible, read=True, drafted=True),
    Fault("answers slowly, in time", lambda h: slow(str(sensible(h)), 0.6), True, True),
    Fault("answers too slowly", lambda h: slow(str(sensible(h)), 4.0)),
    Fault("stalls in the middle", lambda h: stalling(str(sensible(h)))),
    Fault("sends a letter now and then", lambda h: dripping()),
    Fault("cuts the connection", lambda h: cut(str(sensible(h)))),
    Fault("cuts it once", _once(cut('{"facts": []}')), True, True),
    Fault("429, come again in 1 s", _once(too_many("1")), True, True),
    Fault("429, come again in an hour", lambda h: too_many("3600")),
    Fault("429 without end", lambda h: too_many(None)),
    Fault("500 once", _once(broken(500)), True, True),
    Fault("500 always", lambda h: broken(500)),
    Fault("503 always", lambda h: broken(503)),
    Fault("401", lambda h: broken(401)),
    Fault("an HTML page", lambda h: page()),
    Fault("cut-off JSON", lambda h: str(sensible(h))[:-20]),
    Fault("cut-off JSON once", _once(streamed('{"language": "en", "fac')), True, True),
    Fault("another form", lambda h: '{"answer": 42}'),
    Fault("words instead of JSON", lambda h: "I cannot help with that."),
    Fault("an answer that does not end", lambda h: giant()),
    Fault("JSON in a code block", lambda h: f"Here:\n```json\n{sensible(h)}\n```", True, True),
    Fault("deeply nested JSON", lambda h: '{"facts": ' + "[" * 20_000 + "]" * 20_000 + "}"),
    Fault("invented provisions", _drafting(summary=INVENTED), read=True),
    Fault("quotations that are not there", _drafting(summary=MISQUOTED), read=True),
    Fault(
        "facts without their words",
        _reading({"fact": "ai.used", "value": True, "quote": "a neural network"}),
        True,
        True,
    ),
    Fault(
        "facts that do not exist",
        _reading({"fact": "plan.approved", "value": True, "quote": "newsletter"}),
        True,
        True,
    ),
)


@dataclass(frozen=True)
class Came:
    """What the caller got, and how fast."""

    fault: Fault
    answer: wire.Answer
    seconds: float
    calls: int
    """Requests that reached the server."""

    @property
    def told(self) -> str:
        """What the trace says of the model's part, in short."""
        steps = [entry for entry in self.answer.trace if entry.step.endswith("(model)")]
        lost = [e for e in steps if e.text.startswith("offline instead") and e.details]
        if lost:
            return lost[0].text.split(": ", 2)[-1]
        notes = [d for e in self.answer.trace if e.step == "spend" for d in e.details]
        return notes[0] if notes else "used"

    @property
    def read(self) -> bool:
        """Whether the model's reading was used."""
        return any(
            e.step == "characterise (model)" and not e.text.startswith("offline")
            for e in self.answer.trace
        )

    @property
    def drafted(self) -> bool:
        """Whether the summary is the model's."""
        return "how to stop it" in self.answer.summary


def suffer(advisor: Advisor, server: ScriptedServer, fault: Fault, words: str = PLAN) -> Came:
    """Ask while the server does something wrong."""
    server.answer = fault.answer
    server.heard.clear()
    begun = time.perf_counter()
    answer = advisor.advise(wire.AdviseRequest(action=words))
    return Came(fault, answer, time.perf_counter() - begun, len(server.heard))
