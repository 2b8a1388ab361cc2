"""Prompts as files: front matter, then the text. Rendered strictly, data kept apart.

The text of a prompt becomes the instructions; its data become a message of their own, each piece
between fences that do not occur in it. So nothing that a plan or a provision says can stand where
an instruction stands.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from advisor.counsel.model.calling import Message
from advisor.errors import CorpusError
from advisor.settings import ROOT

PROMPTS = ROOT / "prompts"
_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_INPUT = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_BRACES = re.compile(r"\{\{|\}\}")
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]


class PromptError(CorpusError):
    """A prompt file, or what is put into a prompt, is wrong."""


class _Front(BaseModel):
    """What the head of a prompt file says."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Name
    version: Annotated[int, Field(ge=1)]
    inputs: list[Name]
    """Named in the text in double braces; written by this program, not by strangers."""
    data: list[Name]
    """Given beside the text, between fences: plans, provisions, a model's own answers."""
    output_schema: Name


@dataclass(frozen=True, slots=True)
class Rendered:
    """A prompt ready to be sent."""

    prompt: str
    version: int
    sha256: str
    """Of the prompt's file: what was asked can always be found again."""
    output: str
    messages: tuple[Message, ...]

    @property
    def name(self) -> str:
        """Prompt, version and hash as traces show them."""
        return f"{self.prompt} v{self.version} ({self.sha256[:12]})"


@dataclass(frozen=True)
class Prompt:
    """One prompt file."""

    id: str
    version: int
    inputs: frozenset[str]
    data: tuple[str, ...]
    output: str
    text: str
    sha256: str

    @classmethod
    def read(cls, path: Path) -> Prompt:
        """Read a prompt file.

        Raises:
            PromptError: head and text do not fit each other; the message names the file.
        """
        raw = path.read_text(encoding="utf-8")
        found = _FRONT.match(raw)
        if found is None:
            raise PromptError(f"{path.name}:1: a prompt begins with front matter between `---`")
        try:
            front = _Front.model_validate(yaml.safe_load(found[1]))
        except (yaml.YAMLError, ValidationError) as exc:
            raise PromptError(f"{path.name}:1: {exc}") from exc
        text = found[2].strip()
        if front.id != path.stem:
            raise PromptError(f"{path.name}:1: `id` is `{front.id}`, not the name of the file")
        named, declared = set(_INPUT.findall(text)), set(front.inputs)
        for name in sorted(named ^ declared):
            where = "head" if name in declared else "text"
            raise PromptError(f"{path.name}:1: input `{name}` stands only in the {where}")
        if both := declared & set(front.data):
            raise PromptError(f"{path.name}:1: `{min(both)}` is both input and data")
        for name in front.data:
            if name.upper() not in text:
                raise PromptError(f"{path.name}:1: the text does not speak of {name.upper()}")
        if _BRACES.search(_INPUT.sub("", text)):
            raise PromptError(f"{path.name}:1: double braces that name no input")
        return cls(
            front.id,
            front.version,
            frozenset(declared),
            tuple(front.data),
            front.output_schema,
            text,
            hashlib.sha256(raw.encode()).hexdigest(),
        )

    def render(self, inputs: Mapping[str, str], data: Mapping[str, str]) -> Rendered:
        """Return the messages of this prompt.

        Raises:
            PromptError: an input or a piece of data is missing, or there is one too many.
        """
        for given, wanted, what in (
            (set(inputs), set(self.inputs), "input"),
            (set(data), set(self.data), "data"),
        ):
            for name in sorted(given ^ wanted):
                lacks = "is missing" if name in wanted else "is not asked for"
                raise PromptError(f"{self.id}.md: {what} `{name}` {lacks}")
        text = _INPUT.sub(lambda found: inputs[found[1]], self.text)
        blocks = "\n\n".join(fenced(name, data[name]) for name in self.data)
        messages = [Message("system", text)]
        if blocks:
            messages.append(Message("user", blocks))
        return Rendered(self.id, self.version, self.sha256, self.output, tuple(messages))


def fenced(name: str, text: str) -> str:
    """A piece of data between two fences that it cannot contain.

    The fence is made from the data, so that the same data are always sent alike.
    """
    number = 0
    while True:
        seed = f"{number}\n{name}\n{text}".encode()
        fence = hashlib.sha256(seed).hexdigest()[:20]
        if fence not in text:
            break
        number += 1
    label = name.upper()
    return f"<<<{label} {fence}\n{text}\n{fence} {label}>>>"


@dataclass(frozen=True)
class Prompts:
    """All prompts by identifier."""

    by_id: Mapping[str, Prompt]

    @classmethod
    def load(cls, folder: Path = PROMPTS) -> Prompts:
        """Read every prompt of a folder.

        Raises:
            PromptError: one is wrong.
        """
        return cls({path.stem: Prompt.read(path) for path in sorted(folder.glob("*.md"))})

    def __getitem__(self, id: str) -> Prompt:
        if id not in self.by_id:
            raise PromptError(f"there is no prompt `{id}`")
        return self.by_id[id]

    @cached_property
    def version(self) -> str:
        """One hash over all prompts."""
        digest = hashlib.sha256()
        for id in sorted(self.by_id):
            digest.update(self.by_id[id].sha256.encode())
        return digest.hexdigest()[:16]
