"""What a sensible model answers, for scripts and tests that need one."""

from __future__ import annotations

import json
from typing import Any

from tests.counsel.model.adversary import block
from tests.counsel.model.scripted_server import Heard

PLAN = "E-mail our French customers a newsletter, they agreed to it"


def sensible(heard: Heard) -> str:
    """A well-formed answer to whatever is asked of the newsletter plan."""
    match heard.name:
        case "characterisation":
            return json.dumps(read("en"))
        case "brief":
            given = list(json.loads(block(heard.data, "PROVISIONS")))
            text = "The words of the provision carry this reading."
            ground = {"canon": "text", "text": text, "citations": given[:1], "quote": ""}
            return json.dumps({"grounds": [ground], "search": ""})
        case "weighing":
            return json.dumps({"strengths": [{"ground": 1, "strength": 0.5}]})
        case _:
            return json.dumps(written(heard))


def read(language: str, *more: dict[str, Any]) -> dict[str, Any]:
    """The newsletter plan, read rightly."""
    facts = [
        {"fact": "channel", "value": "email", "quote": "E-mail"},
        {"fact": "subjects.located_in", "value": ["FR"], "quote": "French customers"},
        {"fact": "consent.status", "value": "given", "quote": "they agreed to it"},
    ]
    return {"language": language, "facts": [*facts, *more]}


def written(heard: Heard) -> dict[str, Any]:
    """A draft whose every sentence cites what it was given."""
    given = list(json.loads(block(heard.data, "PROVISIONS")))
    return {
        "summary": [
            {"text": "The people agreed to get this message.", "citations": given[:1]},
            {"text": "Each message has to tell them how to stop it.", "citations": given[:1]},
        ],
        "reasons": [],
        "notice": [],
    }
