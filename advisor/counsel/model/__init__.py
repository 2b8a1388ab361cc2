"""A language model as counsel: it reads, argues and drafts, and can make no answer milder."""

from advisor.counsel.model.asking import Asker, Memory, Step
from advisor.counsel.model.calling import Call, Endpoint, LiteLLM, Message, Reply, Transport
from advisor.counsel.model.characterising import ModelReading, agreeing, characterise
from advisor.counsel.model.privacy import Border, Masked, Masker, NoMask, PlanBorder, only_home
from advisor.counsel.model.prompts import Prompt, PromptError, Prompts, Rendered
from advisor.counsel.model.spending import Bounds, Spend

__all__ = [
    "Asker",
    "Border",
    "Bounds",
    "Call",
    "Endpoint",
    "LiteLLM",
    "Masked",
    "Masker",
    "Memory",
    "Message",
    "ModelReading",
    "NoMask",
    "PlanBorder",
    "Prompt",
    "PromptError",
    "Prompts",
    "Rendered",
    "Reply",
    "Spend",
    "Step",
    "Transport",
    "agreeing",
    "characterise",
    "only_home",
]
