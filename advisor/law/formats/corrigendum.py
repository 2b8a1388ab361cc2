"""The corrigendum of 2018 to the GDPR, as the list of places in which the two wordings differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

from advisor.errors import OfficialTextError
from advisor.law.formats.cites import identifier_of
from advisor.law.formats.document import Correction, Unit
from advisor.law.identifiers import ProvisionId

_PLACE = re.compile(
    r"^(?P<cite>(?:Recital|Art\.) \S+)\n +OJ 2016 *: (?P<old>.+)\n +corrected *: (?P<new>.+)$",
    re.MULTILINE,
)
_HEADS = re.compile(r"^ +corrected *:", re.MULTILINE)


def is_list_of_differences(text: str) -> bool:
    """Say whether a text is such a list."""
    return bool(re.search(r"^ +OJ 2016 *: ", text, re.MULTILINE)) and bool(_HEADS.search(text))


def read_differences(text: str, published: Mapping[ProvisionId, Unit]) -> Correction:
    """The new wording of every place in the list.

    Raises:
        OfficialTextError: a place is unknown, or has other words than the list says.
    """
    places = list(_PLACE.finditer(text))
    if not places or len(places) != len(_HEADS.findall(text)):
        raise OfficialTextError("is a list of corrections that is cut short")
    changes = []
    for place in places:
        name = identifier_of("gdpr", place["cite"])
        if name is None or name not in published:
            raise OfficialTextError(f"corrects `{place['cite']}`, which is not in the text")
        old, new = place["old"].strip(), place["new"].strip()
        if old.startswith("..."):
            old, new = _excerpt(old), _excerpt(new)
            old, new = _without_loose_end(old, new)
        if old not in published[name].text:
            raise OfficialTextError(f"corrects words of `{name}` that are not in the text")
        changes.append((name, old, new))
    return Correction("gdpr", "corrigendum-2018", tuple(changes))


def _excerpt(words: str) -> str:
    return words.removeprefix("...").removesuffix("...").strip()


def _without_loose_end(old: str, new: str) -> tuple[str, str]:
    """Excerpts are cut anywhere: leave out what comes after their last common words."""
    before, after = old.split(), new.split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return old, new
    last = blocks[-1]
    return (
        " ".join(before[: last.a + last.size]),
        " ".join(after[: last.b + last.size]),
    )
