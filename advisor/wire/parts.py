"""What all answers are made of: their base, the verdicts and the kinds of text."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Verdict(StrEnum):
    """The four answers an agent can get."""

    PROCEED = "proceed"
    MODIFY = "modify"
    REFUSE = "refuse"
    ESCALATE = "escalate"


class State(StrEnum):
    """Where an opinion stands after its reviews."""

    UNREVIEWED = "unreviewed"
    AFFIRMED = "affirmed"
    OVERRULED = "overruled"


class TextKind(StrEnum):
    """Whose words a provision is shown in."""

    OFFICIAL = "official"
    TRANSCRIPTION = "transcription"
    RESTATEMENT = "restatement"


class Part(BaseModel):
    """Base of everything that is answered: frozen, written with its names on the wire."""

    model_config = ConfigDict(
        frozen=True, populate_by_name=True, serialize_by_alias=True, extra="ignore"
    )
