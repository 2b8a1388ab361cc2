"""India Code as Markdown: one heading a section, paragraphs parted by empty lines."""

from __future__ import annotations

import re

from advisor.errors import OfficialTextError
from advisor.law.formats.document import UnitList
from advisor.law.formats.outline import Node, Outline, joined, take_label

_SECTION = re.compile(r"## Section (\d+[A-Z]?) - (.+?)\.?\s*")
_FOOTNOTE_MARK = re.compile(r"\^\d+\s*|\^\*|\*(?=\w)")
_ILLUSTRATION = re.compile(r"Illustrations?\.")
_EXPLANATION = re.compile(r"Explanation\.?\s*[—–-]+\s*")
_CASE = re.compile(r"\(([IVX]+)\)\s*")
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}


def read_sections(text: str, units: UnitList) -> None:
    """Add the sections of an act.

    Raises:
        OfficialTextError: a section is missing in the row.
    """
    outline, count, lines = Outline(), 0, text.splitlines()
    reader = SectionReader(outline)
    paragraph: list[str] = []
    skipping = True
    for line in [*lines, ""]:
        title = _SECTION.fullmatch(line)
        if title is not None:
            _close(reader, paragraph)
            count += 1
            if title[1] != str(count):
                raise OfficialTextError(f"has section {title[1]} where {count} should stand")
            reader.section(title[1], title[2], "")
            skipping = False
        elif line.startswith("#"):  # footnotes of the publisher
            _close(reader, paragraph)
            skipping = True
        elif skipping:
            continue
        elif not line.strip() or _ILLUSTRATION.fullmatch(line.strip()):
            _close(reader, paragraph)
            if line.strip():
                reader.paragraph(line.strip())
        else:
            paragraph.append(line)
    _close(reader, paragraph)
    reader.finish(units)


def _close(reader: SectionReader, paragraph: list[str]) -> None:
    words = ""
    for line in paragraph:
        words = joined(words, " ".join(line.split()))
    paragraph.clear()
    words = _FOOTNOTE_MARK.sub(" ", words).replace("---", "—")
    if words:
        reader.paragraph(words)


class SectionReader:
    """Puts the paragraphs of an Indian act, rule or schedule where they belong."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.aside: Node | None = None
        """The illustration or explanation that is being read."""
        self._pending: list[tuple[Node, tuple[Node, ...]]] = []
        """Illustrations whose place the next label decides, and the path they were met on."""

    def section(self, number: str, heading: str, division: str) -> None:
        """Begin a section."""
        self._settle(0)
        self.aside = None
        self.outline.open(number, heading, division)

    def paragraph(self, words: str) -> None:
        """Read one paragraph with all its lines."""
        here = self.outline.here
        if self.aside is None and (here.quoting or words.startswith(("“(", '"('))):
            here.say(words, anew=True)  # words of another act, to be inserted there
        elif _ILLUSTRATION.fullmatch(words):
            self.illustration()
        elif explained := _EXPLANATION.match(words):
            self.explanation(words[explained.end() :])
        elif self.label(words):
            return
        elif self.aside is not None:
            self.say_aside(words)
        elif self.outline.here.text:
            # Words without a label after a list belong to what the list stands in.
            self.outline.close_list()
            self.outline.here.say(words, anew=True)
        else:
            self.outline.here.say(words)

    def label(self, words: str) -> bool:
        """Go to the labelled unit that a paragraph begins with, and read it."""
        if self.aside is not None and _CASE.match(words):
            return False
        before = None if self.aside is None else self._before_aside()
        depth = len(self.outline.path)
        taken, rest = take_label(self.outline, words, before)
        if not taken:
            return False
        self._settle(min(len(self.outline.path) - 1, depth))
        self.aside = None
        inner, rest = take_label(self.outline, rest)
        while inner:
            inner, rest = take_label(self.outline, rest)
        self.outline.here.say(rest)
        return True

    def _before_aside(self) -> str:
        """An illustration ends as a sentence does: what was before it may not open a list."""
        assert self.aside is not None
        return self.aside.text if not self.aside.text.endswith(":") else self.aside.text + "."

    def illustration(self) -> None:
        """Begin an illustration; where it stands is known when the next label is."""
        above = self.outline.here.at
        if self.aside is not None and self.aside.at.endswith("-explanation"):
            above = self.aside.at.removesuffix("-explanation")
            self.aside = self.outline.beside(f"{above}-illustration")
            return
        self.aside = self.outline.beside(f"{above}-illustration")
        self._pending.append((self.aside, tuple(self.outline.path)))

    def explanation(self, words: str) -> None:
        """An explanation says itself what it explains: a clause, a sub-section, a section."""
        place = self.outline.path
        clause = re.search(r"\bthis (clause|sub-section|section)\b", words)
        if clause is not None and clause[1] != "clause":
            levels = {"section": 1, "sub-section": 2}
            place = place[: levels[clause[1]]]
        else:
            place = [n for n in place if n.kind in ("", "number", "letter")]
        self.aside = self.outline.beside(f"{place[-1].at}-explanation")
        self.aside.say(f"Explanation.—{words}")

    def say_aside(self, words: str) -> None:
        """Go on with an illustration; its numbered cases are units of their own."""
        assert self.aside is not None
        case = _CASE.match(words)
        if case is None or case[1] not in ROMAN:
            self.aside.say(words, anew=bool(self.aside.text))
            return
        bare = re.sub(r"-illustration.*", "-illustration", self.aside.at)
        if self.aside.text:
            self.begin_case()
        self.aside.at = f"{bare}-{ROMAN[case[1]]}"
        self.aside.say(words)

    def begin_case(self) -> None:
        """Another case of the same illustration, placed where the first one is."""
        assert self.aside is not None
        met = [path for node, path in self._pending if node is self.aside]
        bare = re.sub(r"-illustration.*", "-illustration", self.aside.at)
        self.aside = self.outline.beside(bare)
        self._pending += [(self.aside, path) for path in met]

    def _settle(self, depth: int) -> None:
        """An illustration after the last point of a list illustrates what the list stands in.

        `depth` is that of the next label. A sub-section keeps its illustration in any case.
        """
        for node, path in self._pending:
            least = 1 if len(path) > 1 and path[1].kind == "number" else 0
            above = path[max(min(depth, len(path) - 1), least)]
            node.at = node.at.replace(path[-1].at, above.at, 1)
        self._pending.clear()

    def finish(self, units: UnitList) -> None:
        """Hand over all units that were read."""
        self._settle(0)
        for node in self.outline.written():
            units.add(node.at, node.text, node.heading, node.division)
