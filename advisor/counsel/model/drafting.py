"""Writing a finished decision in plain words. The draft is checked sentence by sentence."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from advisor.counsel.model.asking import Asker, Step
from advisor.counsel.model.privacy import Masker
from advisor.counsel.model.spending import Spend

_Text = Annotated[str, Field(min_length=1, max_length=600)]
_Cited = Annotated[list[str], Field(max_length=8)]


class Sentence(BaseModel):
    """A sentence with what supports it."""

    model_config = ConfigDict(extra="ignore")

    text: _Text
    citations: _Cited


class Reason(Sentence):
    """Why one norm is breached."""

    norm: str


class NoticeSentence(Sentence):
    """A sentence for the person affected."""

    covers: Annotated[list[int], Field(max_length=20)] = []


class Draft(BaseModel):
    """All that a model wrote on one decision."""

    model_config = ConfigDict(extra="ignore")

    summary: Annotated[list[Sentence], Field(max_length=10)]
    reasons: Annotated[list[Reason], Field(max_length=40)] = []
    notice: Annotated[list[NoticeSentence], Field(max_length=40)] = []


Kind = TypeVar("Kind", bound=Sentence)

MEANING = {
    "proceed": "every norm that applies is met, and the plan may be carried out as it is.",
    "modify": "the plan may not be carried out as it is; a change would make it lawful.",
    "refuse": "the plan may not be carried out, and no change in reach would make it lawful.",
    "escalate": "this cannot be decided on what is known; a person has to decide.",
}


def draft(
    asker: Asker,
    verdict: str,
    decision: str,
    provisions: str,
    masker: Masker,
    spend: Spend,
    trail: list[Step],
) -> Draft:
    """Return a decision in a model's words, not yet checked.

    Raises:
        ModelUnavailableError: no model answered.
        CounselError: the answer had the wrong shape.
    """
    (masked,) = masker.mask_all((decision,))
    rendered = asker.prompts["draft"].render(
        {"verdict": verdict, "meaning": MEANING[verdict]},
        {"decision": masked.text, "provisions": provisions},
    )
    said = asker.ask("draft", rendered, Draft, spend, trail, tokens=2_500)
    return Draft(
        summary=[_back(one, masked.unmask(one.text)) for one in said.summary],
        reasons=[_back(one, masked.unmask(one.text)) for one in said.reasons],
        notice=[_back(one, masked.unmask(one.text)) for one in said.notice],
    )


def _back(one: Kind, text: str) -> Kind:
    return one.model_copy(update={"text": text})
