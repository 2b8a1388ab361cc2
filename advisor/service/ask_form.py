"""The Ask form: from the fact vocabulary to fields, and from posted fields to a request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from advisor.service.problems import UnreadableError
from advisor.service.rendering import capital, words
from advisor.wire import AdviseRequest, FactView

PREFIX = "fact:"
UNKNOWN = "?"
NONE = "-"
READ_GROUP = "Read from the plan: correct what is wrong"

Posted = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that can be picked."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FactField:
    """One fact to fill in. Not said is the default."""

    fact: str
    name: str
    question: str
    type: str
    choices: tuple[Choice, ...]
    text: str
    unknown: bool
    silence: str | None
    taken: str = ""
    """How the fact was taken where nobody stated it, in words; empty on a first form."""

    @property
    def said(self) -> bool:
        """Whether something was filled in."""
        return self.unknown or bool(self.text) or any(choice.chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that are asked together."""

    title: str
    fields: tuple[FactField, ...]

    @property
    def open(self) -> bool:
        """Whether it is shown unfolded: something was said or read."""
        return self.said > 0 or any(field.taken for field in self.fields)

    @property
    def said(self) -> int:
        """How many of its facts were filled in."""
        return sum(field.said for field in self.fields)


@dataclass(frozen=True, slots=True)
class AskForm:
    """The form as it is shown."""

    action: str
    as_of: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A plan to start from."""

    title: str
    text: str
    address: str


def read_form(body: bytes) -> Posted:
    """Read a posted form; fields that were left empty are dropped."""
    posted: Posted = {}
    try:
        fields = parse_qsl(body.decode(errors="replace"), max_num_fields=2_000)
    except ValueError as exc:
        raise UnreadableError("the form has too many fields") from exc
    for name, value in fields:
        posted.setdefault(name, []).append(value)
    return posted


def request_data(posted: Posted, vocabulary: Sequence[FactView]) -> dict[str, object]:
    """Return what was asked, as the data of a request; what is wrong in it is told later."""
    data: dict[str, object] = {}
    for name in ("action", "as_of"):
        if value := posted.get(name, [""])[0].strip():
            data[name] = value
    types = {fact.fact: fact.type for fact in vocabulary}
    data["facts"] = {
        fact: _value(types.get(fact, ""), values)
        for fact, values in (
            (name.removeprefix(PREFIX), [value for value in values if value.strip()])
            for name, values in posted.items()
            if name.startswith(PREFIX)
        )
        if values
    }
    return data


def form_of(
    posted: Posted, vocabulary: Sequence[FactView], taken: Mapping[str, str] | None = None
) -> AskForm:
    """Return the form filled with what was posted.

    Args:
        taken: how facts that nobody stated were taken, to be corrected: they come first.
    """
    taken = taken or {}
    groups: dict[str, list[FactField]] = {READ_GROUP: []} if taken else {}
    for fact in vocabulary:
        said = PREFIX + fact.fact in posted
        if not fact.asked and not said and fact.fact not in taken:
            continue  # Kept where it was said, or asking again would lose it.
        field = _field(fact, posted.get(PREFIX + fact.fact, []), taken.get(fact.fact, ""))
        group = READ_GROUP if fact.fact in taken and not said else fact.group or "More"
        groups.setdefault(group, []).append(field)
    return AskForm(
        action=posted.get("action", [""])[0],
        as_of=posted.get("as_of", [""])[0],
        groups=tuple(Group(title, tuple(fields)) for title, fields in groups.items() if fields),
    )


def posted_of(request: AdviseRequest) -> Posted:
    """Return what would have to be posted to ask `request` again."""
    posted: Posted = {"action": [request.action or ""]}
    if request.as_of:
        posted["as_of"] = [request.as_of.isoformat()]
    for fact, value in request.facts.items():
        posted[PREFIX + fact] = _posted(value)
    return posted


def examples() -> tuple[Example, ...]:
    """Return plans to start from, one of each common kind."""
    return (
        _example(
            "Scoring leads on a server abroad",
            "Score our German and French prospects with a model hosted in the United States and "
            "e-mail the best tenth, who agreed to marketing.",
            {"subjects.located_in": ["DE, FR"], "transfer.destinations": ["US"]},
        ),
        _example(
            "An answer to a customer",
            "Answer a customer's question about a late parcel from the order history, in the "
            "support chat, and say that a machine writes.",
            {"subjects.located_in": ["FR"], "ai.disclosed": ["true"]},
        ),
        _example(
            "A loan refused by a score",
            "Refuse loan applications automatically where the credit score is below 520, "
            "without anybody looking at them.",
            {"subjects.located_in": ["IN"], "automation.human_review": ["none"]},
        ),
    )


def _example(title: str, action: str, facts: Mapping[str, list[str]]) -> Example:
    fields = [("action", action)]
    fields += [(PREFIX + fact, value) for fact, values in facts.items() for value in values]
    return Example(title, action, f"/?{urlencode(fields)}")


def _field(fact: FactView, values: Sequence[str], taken: str = "") -> FactField:
    return FactField(
        fact=fact.fact,
        name=PREFIX + fact.fact,
        question=fact.question or fact.meaning or fact.fact,
        type=fact.type,
        choices=tuple(Choice(value, label, value in values) for value, label in _choices(fact)),
        text=", ".join({NONE: "none"}.get(value, value) for value in values if value != UNKNOWN),
        unknown=UNKNOWN in values,
        silence=fact.unmentioned,
        taken=taken,
    )


def _choices(fact: FactView) -> Iterable[tuple[str, str]]:
    if fact.type == "bool":
        return (("true", "Yes"), ("false", "No"))
    if fact.type not in ("enum", "list"):
        return ()
    options = [(value, capital(words(value, fact.labels))) for value in fact.values]
    return [*options, (NONE, "None of these")] if fact.type == "list" else options


def _value(kind: str, values: Sequence[str]) -> object:
    if UNKNOWN in values:
        return None
    if kind == "list":
        return [value for value in values if value != NONE]
    if kind == "countries":
        codes = [code for value in values for code in re.split(r"[\s,;]+", value.strip()) if code]
        none = [code.lower() for code in codes] in (["none"], [NONE])
        return [] if none else [code.upper() for code in codes]
    value = values[0].strip()
    if kind == "bool" and value in ("true", "false"):
        return value == "true"
    if kind == "int" and re.fullmatch(r"-?[0-9]{1,12}", value):
        return int(value)
    return value


def _posted(value: object) -> list[str]:
    if value is None:
        return [UNKNOWN]
    if isinstance(value, list):
        return [str(item) for item in value] or [NONE]
    return [str(value).lower() if isinstance(value, bool) else str(value)]
