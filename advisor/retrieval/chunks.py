"""Chunks: passages as llama-index nodes, cut where the model's window ends.

Nearly every text of a passage is one chunk. A long one becomes several, each with the
heading, so that no word of it is lost to search. A passage that has an official text beside
its restatement has chunks of both; the stores count the best of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import NAMESPACE_URL, uuid5

from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import MetadataMode, TextNode

from advisor.retrieval.embedding import WINDOW, tokenizer
from advisor.retrieval.passages import Passage
from advisor.retrieval.payload import payload

_PLACE = "place"
_OVERLAP = 24
_SPECIAL_TOKENS = 2
_LEAST = 64
"""Tokens for the text of a passage whose place and heading are very long."""


def chunks_of(passages: Sequence[Passage]) -> list[TextNode]:
    """Return the nodes of `passages`, in order.

    A node's metadata says which passage it belongs to, by position in `passages`, and what
    to filter by; its text is what is embedded.
    """
    count = tokenizer(truncate=False)

    def tokens(text: str) -> list[int]:
        found: list[int] = count.encode(text, add_special_tokens=False).ids
        return found

    room = WINDOW - _SPECIAL_TOKENS
    nodes: list[TextNode] = []
    for position, passage in enumerate(passages):
        size = room - len(tokens(f"{passage.context}. {passage.heading}. "))
        parts = [part for text in passage.texts for part in _cut(text, size, tokens)]
        nodes += [_node(position, passage, part, number) for number, part in enumerate(parts)]
    return nodes


def meaning_of(node: TextNode) -> str:
    """What is embedded of a node: its place in the law, its heading and its text."""
    return str(node.get_content(MetadataMode.LLM))


def wording_of(node: TextNode) -> str:
    """The words by which a node is found: its heading and its text.

    The place is left out: the title of an instrument is no sign of what a provision is about.
    """
    # The mode in which llama-index's Qdrant store asks for the words.
    return str(node.get_content(MetadataMode.EMBED))


def _cut(text: str, size: int, tokens: Callable[[str], list[int]]) -> list[str]:
    """The text in parts of at most `size` tokens."""
    if len(tokens(text)) <= size:
        return [text]
    splitter = SentenceSplitter(
        chunk_size=max(_LEAST, size),
        chunk_overlap=_OVERLAP,
        tokenizer=tokens,
        include_metadata=False,
    )
    parts: list[str] = splitter.split_text(text)
    return parts


def _node(position: int, passage: Passage, part: str, number: int) -> TextNode:
    filters = payload(position, passage)
    return TextNode(
        id_=str(uuid5(NAMESPACE_URL, f"{position}/{number}/{passage.id}")),
        text=f"{passage.heading}. {part}",
        metadata={**filters, _PLACE: f"{passage.context}."},
        excluded_llm_metadata_keys=list(filters),
        excluded_embed_metadata_keys=[*filters, _PLACE],
        metadata_template="{value}",
        text_template="{metadata_str}\n{content}",
    )
