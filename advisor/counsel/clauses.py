"""How words stand in their clause: denied, excepted, conditional, intended, partial, doubted.

The reach of such a word ends with its clause. A wrong polarity is the worst error that a reading
can make, so whatever is not plain counts as not plain.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Turn(StrEnum):
    """What a small word does to what follows it."""

    DENIED = "denied"
    EXCEPTED = "excepted"
    CONDITIONAL = "conditional"
    INTENDED = "intended"
    PARTIAL = "partial"
    DOUBTED = "doubted"
    PROPOSED = "proposed"


_KINDS = frozenset(turn.value for turn in Turn)

_SENTENCE_END = re.compile(r"[.!?]+(?=[\s\"')\]]|$)|\n+|;+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|no|art|arts|approx|incl|resp|st|inc|ltd|co)|\b[a-z])$",
    re.IGNORECASE,
)
_ABBREVIATED = 8
"""Characters before a full stop that can hold an abbreviation."""
_CLAUSE_END = re.compile(
    r",?\s+(?:but|although|though|whereas|however|yet|nevertheless|even though|while)(?=\s|,)"
    r"|\s-{1,2}\s|:\s|\s\(|\)",
    re.IGNORECASE,
)

_TURNS = re.compile(
    r"""(?<![\w-])(?:
    (?P<double>not\s+without|never\s+without|not\s+un\w+)
    |(?P<plain>not\s+(?:only|just|merely|least|to\s+mention)|no\s+(?:later|more|fewer|less|doubt|sooner)
        (?:\s+than)?|without\s+(?:delay|fail|undue\s+delay)|no\s+matter|no\.\s*\d
        |do(?:n't|\s+not)\s+(?:forget|hesitate|worry|wait)|never\s+(?:fail|mind)
        |once\s+(?:more|again|per|every|weekly|daily|monthly|an?\s+(?:day|week|month|year|quarter|hour))|last\s+but\s+not\s+least
        |if\s+any|no\s+one's)
    |(?P<excepted>except(?:ing)?(?:\s+for)?|excluding|exclud(?:e|es|ed)|leav(?:e|ing)\s+out|left\s+out
        |filter(?:ed|ing)?\s+out|skip(?:s|ped|ping)?|omit(?:s|ted|ting)?|minus|other\s+than
        |apart\s+from(?!\s+(?:the\s+)?(?:contract|terms|rest|others?|order|purchase|conditions|t&cs)\b)|save\s+for|barring|suppress(?:es|ed|ing)?|without\s+(?:those|anyone|anybody|the\s+ones|people)
        |(?:remov(?:e|ed|ing)|drop(?:ped|ping)?)\s+(?:those|anyone|anybody|all|the\s+ones|everyone|people)
        |but\s+not|but\s+none|(?:all|everyone|everybody|anyone|anybody)\s+but|instead\s+of|rather\s+than|as\s+opposed\s+to|in\s+place\s+of)
    |(?P<denied>not(?!-)|cannot|\w+n't|(?:do|does|did|have|has|had|is|are|was|were|wo|ca|should|would|could)nt|no(?!-)|never|nobody
        |no[\s-]+one|none|nothing|nowhere|neither|nor|without|w/o|lack(?:s|ed|ing)?|fail(?:s|ed|ing)?\s+to
        |(?:have|has|had|are|is)\s+yet\s+to|refus(?:e|es|ed|ing)\s+to|declin(?:e|es|ed|ing)\s+to|stop(?:s|ped|ping)?
        |avoid(?:s|ed|ing)?|non|zero|absence\s+of|lack\s+of|rather\s+no|hardly|scarcely|barely|missing
        |forgot(?:ten)?\s+to|omitted\s+to|neglect(?:s|ed)?\s+to|unable\s+to)
    |(?P<conditional>if|unless|once(?!\s+(?:gave|agreed|consented|opted|signed|had|was|were)\b)|until|till|when|whenever|whether|provided(?:\s+that)?|assuming|suppos(?:e|ing)
        |fear(?:s|ed|ing)?\s+that|as\s+soon\s+as|as\s+long\s+as|so\s+long\s+as|in\s+case|subject\s+to|conditional\s+on|depending\s+on
        |contingent\s+on|pending|awaiting|await|may(?!\s+\d)|might|could|should
        |only\s+after|after\s+(?=they|he|she|customers|people|users|we\s+get|getting|obtaining)|on\s+condition
        |where(?=\s+(?:they|people|customers|users|consent|the\s+customer)))
    |(?P<proposed>would)
    |(?P<intended>before|prior\s+to|will|shall|'ll|plan(?:s|ned|ning)?\s+to|intend(?:s|ed|ing)?\s+to|going\s+to|gonna|want(?:s|ed)?\s+to
        |wish\s+to|hope(?:s|d)?\s+to|aim(?:s|ed|ing)?\s+to|expect(?:s|ed)?\s+to|expected|due\s+to\s+be|about\s+to
        |tr(?:y|ies|ied|ying)\s+to|seek(?:s|ing)?|ask(?:s|ed|ing)?(?:\s+\w+){0,3}?\s+for|request(?:s|ed|ing)?
        |need(?:s|ed|ing)?|requir(?:e|es|ed|ing)|must|have\s+to|has\s+to|ought\s+to|supposed\s+to|let's|to\s+be
        |to\s+get|to\s+obtain|later|next\s+(?:week|month|year|quarter)|soon|tomorrow|draft(?:ed|ing)?|negotiat\w+)
    |(?P<partial>every\s+(?:second|other|third|fourth|tenth)|one\s+in\s+\w+|some(?!\s+(?:time|day|point))|half|most|many|several|a\s+few|few|part|a\s+part|part\s+of|parts\s+of
        |certain|partly|partially|a\s+handful|a\s+minority|a\s+majority|the\s+majority|a\s+number\s+of|\d+(?:\.\d+)?\s*%
        |\d+\s+per\s*cent|not\s+all|not\s+every|including|includes|\d+\s+of\s+them|a\s+sample|samples?|random(?:ly)?|occasional(?:ly)?|sometimes|usually|normally
        |often|rarely|sporadically|spot\s+checks?|in\s+part|mixed\s+with|one\s+of|two\s+of
        |three\s+of|among\s+them)
    |(?P<doubted>according\s+to|once(?=\s+(?:gave|agreed|consented|opted|signed|had|was|were)\b)|used\s+to|formerly|at\s+one\s+time|in\s+the\s+past|assume(?:s|d)?|pretend(?:s|ing)?|presum\w+|suppos\w+|allegedly|apparently|probably|perhaps|maybe
        |possibly|likely|hopefully|i\s+think|i\s+believe|i\s+guess|we\s+think|we\s+believe|we\s+guess|as\s+if|as\s+though
        |claim(?:s|ed|ing)?(?=\s+(?:that|to|they|he|she|we|it|so|the))|treat(?:s|ed|ing)?(?:\s+\w+){0,3}?\s+as|consider(?:s|ed)?(?:\s+\w+){0,3}?\s+as|deem(?:s|ed)?
        |unclear|unsure|not\s+sure|uncertain|no\s+idea|says?|said(?!\s+(?:yes|no|ok)\b)|saying|regard(?:s|ed|ing)?(?:\s+\w+){0,3}?\s+as|told|unknown|doubt\w*|as\s+far\s+as|imply|implies
        |implied|imagine|mark(?:s|ed)?\s+(?:\w+\s+){0,2}as|in\s+theory|theoretically|officially|nominally|hop(?:e|es|ed|ing)(?!\s+to)|believ(?:e|es|ed|ing)
        |think(?:s|ing)?|thought|guess(?:es|ed)?|reckons?|suspects?|trusts?|feels?|wonder(?:s|ing)?)
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)


def turns(word: str) -> bool:
    """Say whether a word by itself turns what follows it."""
    return _TURNS.fullmatch(word) is not None


_BREAK = re.compile(
    r",(?!\s*(?:or|nor)\b)|\band\s+(?:we|they|i|it|he|she|then|also|so|therefore|thus|send|e-?mail|use|store|share"
    r"|score|all|every|each|nobody|no|none|never|did|do|does|have|has|had|was|were|are|is|will|can)\b|\band\s+(?:[\w'-]+\s+){1,4}?(?:was|were|is|are|has|have|will)\b"
    r"|\bbecause\b|\bsince\b|\bthen\b|\bso\s+that\b|\bwho\s+(?=gave|agreed|consented|opted|have|did|are)",
    re.IGNORECASE,
)
_OPENING_CONDITION = re.compile(
    r"[\s\"'(-]*(?:if|unless|once|provided|as\s+soon\s+as|assuming|suppose|in\s+case|should|until)\b(?!\s+(?:more|again))",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    r"[\s\"'(-]*(?:had|were|should)\s+(?:they|she|he|we|it|people|customers|everyone|the\s+\w+)\b",
    re.IGNORECASE,
)
# "without any offer to a member": what the thing is for is not denied with it.
_BREAK_OF_NOUN = re.compile(
    rf"{_BREAK.pattern}|\b(?:to|for)\s+(?:an?|our|all|every|each|\d)", re.IGNORECASE
)
_SMALL_WORDS = re.compile(
    r"\W*(?:(?:any|an?|the|their|her|his|of|them|these|those|our|have|has|had|been|be|is|are|was|were|such|customers?|people|members?"
    r"|users?|recipients?|anyone|anybody|who|kind|form|use|uses|using|used|do|does|to|other|single|one|ever|yet|in"
    r"|contains?|includes?|including|involves?|target|targeting|for|all|mail|send|sent|contact|with|from|we)\W+){0,6}",
    re.IGNORECASE,
)
_NOUN_DENIAL = re.compile(r"no|nothing|none|without|w/o|zero", re.IGNORECASE)
_BREAK_OF_EXCEPTION = re.compile(
    r",|\bbecause\b|\bthen\b|\band\s+(?:we|send|e-?mail|use|nobody|no\s+one|each|every|it\s+is|they\s+(?:all|have))\b",
    re.IGNORECASE,
)

_AFTER = re.compile(
    r"""(?:\s|['"(=]|(?::|\s-{1,2})(?=\s*(?:no|none|nope|false|missing|null|refused|pending|not|never|failed|lapsed|expired
        |unsigned|unknown|tbd|tbc|planned|draft|denied|nobody|nothing|absent|lacking|withdrawn|revoked|unclear)\b))*
    (?:(?:is|are|was|were|has|have|had|be|been|being|will|would|yet|still|currently|in|place|of|for|to|from|them|it
        |the|this|these|that(?=\s+(?:is|are|was|were|has|have|had))|customers?|people|users?|clients?|status|on|file|as|at|all|here|there|we|can|could|did|do|leads?|goes)
        (?:\s|=)+){0,6}?
    (?:(?P<double>(?:not|never|none)\s+(?:\w+\s+)?(?:excluded|left\s+out|removed|omitted|exempt\w*|withdrawn
        |revoked|refused|rejected|missing|hidden|expired|denied))
    |(?P<denied>excluded|left\s+out|removed|omitted|exempt(?:ed)?|hidden|broken|dead|disabled|annulled|abolished|cancelled|stopped|ended
        |discontinued|switched\s+off|suspended|scrapped|blank|empty|not|never|missing|absent|lacking|lapsed|none|nobody|no|false|0|refused|denied|rejected|withdrawn
        |revoked|expired|forged|outdated|invalid|nothing|nope|failed|unsigned|skipped|forgotten|ignored|(?:is|are|was|were|has|have|had|do|did|does)n't
        |unavailable|nowhere)
    |(?P<open>unknown|unclear|pending|outstanding|underway|planned|draft(?:ed)?|requested|required|needed|optional|null
        |under\s+review|in\s+progress|to\s+follow|to\s+come|comes?|coming|follows?|to\s+be|later|tbd|tbc|uncertain|in\s+doubt|assumed|if|once))
    (?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)


_PARTLY = re.compile(
    r"\s*(?:(?:by|from|for|in|to|of|only|on)\s+)*(?:(?:some|half|most|many|part|several|few|certain"
    r"|a\s+(?:few|sample|third|quarter|fraction|majority)|the\s+majority)\b|\d+(?:\.\d+)?\s*(?:%|per\s*cent))",
    re.IGNORECASE,
)
_CONDITION_AFTER = re.compile(
    r"[^,;.!?]{0,60}?\b(?:(?:if|unless|once(?!\s+(?:more|a))|provided|in\s+case|when\s+asked|upon\s+request|until|till"
    r"|(?:in|with|for)\s+the\s+(?:next|coming|upcoming)\s+(?:release|version|sprint|phase|update|upgrade)"
    r"|roadmap|backlog|wish-?list|to-?do\s+list|as\s+a\s+draft|in\s+draft)\b"
    r"|(?:in|on|with|from)\s+(?:last\s+year|earlier|previous|former|the\s+(?:old|previous|former))\b)",
    re.IGNORECASE,
)


# "given for the newsletter, not for profiling", "the others too": it does not hold throughout.
_ELSEWHERE = re.compile(
    r"[^.;!?\n]{0,80}?(?:,|\bbut)\s*(?:and\s+|but\s+)?(?:not\s+(?:for|to|by|with|in|on|from)\b|none\b|nobody\s+else\b(?!\s+(?:is|was|gets?|receives?|on|in)\b)"
    r"|(?:the\s+)?(?:others|rest|remaining)\b|everyone\s+else\b)",
    re.IGNORECASE,
)


# Words further on in the sentence that take back what was said: "was made and failed", "apart from
# names", "when they ask", "given under threat".
_UNDONE = re.compile(
    r"""[^.;!?\n]{0,90}?(?<![\w-])(?:
    failed|fails|failing|negative|unlawful|unfavou?rable|insufficient|rejected|lapsed|expired|broken|an?\s+error|errors
    |(?:bias|held|decided|came\s+out|turned\s+out|speaks?|went)\s+against|against\s+(?:us|it|them|going)|warn(?:s|ed)\s+(?:us\s+)?against
    |advis(?:es|ed)\s+against|except(?:ing)?(?:\s+for)?|apart\s+from(?!\s+(?:the\s+)?(?:contract|terms|rest|others?|order|purchase|conditions|t&cs)\b)|aside\s+from|save\s+(?:for|that)|beyond|with\s+the\s+exception
    |other\s+than|unless|when\s+(?:\w+\s+){0,2}?(?:ask|asks|asked)|(?<!nobody\s)(?<!no\sone\s)(?<!none\s)(?<!person\s)(?:can|could|may|might)\s+be\s+(?:re-?identified|picked\s+out|singled\s+out|recogni[sz]ed|undone)
    |re-?identif\w+|under\s+(?:\w+\s+)?(?:threat|pressure|duress)|by\s+force|or\s+else|otherwise\s+(?:they|she|he|we|the)
    |by\s+(?:scrolling|silence|default|browsing|continuing|staying|doing\s+nothing|asking\s+the\s+(?:child|girl|boy|kid))
    |could\s+not\s+(?:be\s+)?(?:refused?|left|unticked|say\s+no)|no\s+(?:other\s+)?choice|taken\s+(?:off|down|away)|no\s+longer
    |for\s+(?:the|our)\s+(?:old|previous|former|earlier|first|paper)|as\s+a\s+formality|but\s+never|on\s+paper|in\s+white\s+on\s+white
    |or\s+so\s+\w+|it\s+seems|(?:sales|they|he|she|vendor|agency|marketing|management)\s+(?:says?|claims?|thinks?|believes?)
    |supposedly|allegedly|apparently|struck\s+down|annulled|quashed|invalid\w*|repealed|unsigned
    |never\s+(?:\w+\s+)?(?:signed|used|read|opened|finished|gives?)|cannot\s+(?:be\s+)?(?:remember|shown?|proven?|find|found|demonstrated?)
    |(?:no|nobody|without)\s+(?:\w+\s+){0,3}?(?:check(?:s|ed|ing)?|verif\w+)|in\s+(?:bulk|batches|one\s+click)|unread|unseen
    |only\s+(?:with|if|when|after|where|by)
    |in\s+fact\s+(?:not|never|nobody|none)
    )(?![\w-])""",
    re.IGNORECASE | re.VERBOSE,
)
# "Can you e-mail the customers who ticked the box?" asks for an act and states the rest.
_REQUEST = re.compile(
    r"\b(?:can|could|would|will|may|shall)\s+(?:you|we|i|someone|somebody)\s+(?:please\s+|pls\s+|just\s+)?"
    r"(?!(?:assume|say|be|confirm|tell|check|show|prove|take|treat|rely|count|know|find|see)\b)\w+",
    re.IGNORECASE,
)
# "The vendor writes: 'all have consented'": somebody else's words, and no more than that.
_QUOTED = re.compile(
    r"""\b(?:says?|said|writes?|wrote|claims?|claimed|quote|quoting|reckons?|assures?|assured|promises?|promised
    |brochure|sales\s+rep)\b[^.;!?\n]{0,60}?[:,]?\s["'](?P<said>[^"'\n]{4,200})["']""",
    re.IGNORECASE | re.VERBOSE,
)
_OPENING_EXCEPTION = re.compile(
    r"[\s\"'(-]*(?:apart\s+from|aside\s+from|except|other\s+than|with\s+the\s+exception|save\s+for)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a span of words stands in its clause."""

    denials: int
    """Words of denial or exception whose reach covers the span."""
    close: bool
    """The denial stands right beside the span."""
    conditional: bool
    intended: bool
    partial: bool
    doubted: bool
    proposed: bool = False
    """Said with "would": part of the plan, and no more than proposed."""

    @property
    def plain(self) -> bool:
        """Said outright: nothing makes it depend, intends it, limits it or doubts it."""
        return not (
            self.conditional or self.intended or self.partial or self.doubted or self.proposed
        )


@dataclass(frozen=True, slots=True)
class _Turned:
    """A word that turns what follows, up to where its reach ends."""

    left: int
    right: int
    turn: Turn
    until: int


_DENYING = (Turn.DENIED, Turn.EXCEPTED)
_CLOSE = 120
"""A denial further away than so many characters does not stand right beside a span."""


class Clauses:
    """The clauses of a text, with the words in each that turn what follows."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._sentences = _sentences(text)
        self._starts = [start for start, _ in self._sentences]
        self._ends = sorted(
            {end for _, end in self._sentences}
            | {m.start() for m in _CLAUSE_END.finditer(text)}
        )  # fmt: skip
        self._turns = tuple(self._reaching())
        self._lefts = [turn.left for turn in self._turns]
        self._quoted = tuple(m.span("said") for m in _QUOTED.finditer(text))
        self._doubles = tuple(m.span() for m in _TURNS.finditer(text) if m.lastgroup == "double")

    def _reaching(self) -> Iterator[_Turned]:
        """Every turning word with the place where its reach ends."""
        breaks = {
            pattern: [m.start() for m in re.finditer(f"(?={pattern.pattern})", self._text, re.I)]
            for pattern in (_BREAK, _BREAK_OF_NOUN, _BREAK_OF_EXCEPTION)
        }
        for found in _TURNS.finditer(self._text):
            if found.lastgroup not in _KINDS:
                continue
            turn = Turn(found.lastgroup)
            left, right = found.span()
            _, last = self.bounds(left)
            ends = breaks[self._breaker(turn, left, right)]
            at = bisect.bisect_left(ends, right)
            until = ends[at] if at < len(ends) and ends[at] < last else last
            yield _Turned(left, right, turn, until)

    def _before(self, first: int, start: int) -> Iterator[_Turned]:
        """The turning words from `first` on whose reach covers `start`."""
        for at in range(bisect.bisect_left(self._lefts, first), len(self._turns)):
            turned = self._turns[at]
            if turned.left >= start:
                break
            if turned.right <= start <= turned.until:
                yield turned

    def bounds(self, place: int) -> tuple[int, int]:
        """Start and end of the clause around `place`."""
        at = bisect.bisect_right(self._ends, place)
        start = self._ends[at - 1] if at else 0
        return start, self._ends[at] if at < len(self._ends) else len(self._text)

    def sentence(self, place: int) -> tuple[int, int]:
        """Start and end of the sentence around `place`."""
        at = bisect.bisect_right(self._starts, place) - 1
        return self._sentences[at] if at >= 0 else (0, len(self._text))

    def asked(self, place: int) -> bool:
        """Say whether the sentence around `place` is a question."""
        start, end = self.sentence(place)
        if not self._text[end - 1 : end + 1].strip().endswith("?"):
            return False
        return _REQUEST.search(self._text, start, place) is None

    def _breaker(self, turn: Turn, left: int, right: int) -> re.Pattern[str]:
        if turn is Turn.EXCEPTED:
            return _BREAK_OF_EXCEPTION
        if turn is Turn.DENIED and _NOUN_DENIAL.fullmatch(self._text, left, right):
            return _BREAK_OF_NOUN
        return _BREAK

    def _inside(self, start: int, end: int) -> Iterator[_Turned]:
        for at in range(bisect.bisect_left(self._lefts, start), len(self._turns)):
            turned = self._turns[at]
            if turned.left >= end:
                break
            if turned.right <= end:
                yield turned

    def left_out(self, start: int) -> bool:
        """Say whether what precedes `start` in its clause denies or excepts what stands there."""
        first, _ = self.bounds(start)
        denials = sum(t.turn in _DENYING for t in self._before(first, start))
        return denials % 2 == 1

    def standing(self, start: int, end: int, expected: frozenset[str] | None = None) -> Standing:
        """How the words from `start` to `end` stand.

        Args:
            start: where they begin.
            end: where they end.
            expected: words that may stand inside without turning anything, because whoever wrote
                the cue put them there; None to look only at what stands around.
        """
        first, last = self.bounds(start)
        denials = 0
        close = False
        seen: set[Turn] = set()
        for turned in self._inside(start, end) if expected is not None else ():
            if not _meant(self._text[turned.left : turned.right].lower().split(), expected or ()):
                denials += turned.turn in _DENYING
                close = close or turned.turn is Turn.DENIED
                seen.add(turned.turn)
        for turned in self._before(first, start):
            if turned.turn in _DENYING:
                denials += 1
                near = start - turned.right <= _CLOSE
                close = close or (
                    near and _SMALL_WORDS.fullmatch(self._text, turned.right, start) is not None
                )
            else:
                seen.add(turned.turn)
        denials += 2 * sum(first <= left and right <= start for left, right in self._doubles)
        # A colon ends a clause, save where it says what the words before it are: `ads: false`.
        reach = self.sentence(start)[1] if self._text.startswith(":", end) else last
        after = _AFTER.match(self._text, end, max(reach, end))
        if after is not None and after.lastgroup in ("denied", "double"):
            denials += 1 if after.lastgroup == "denied" else 2
            close = True
        return Standing(
            denials=denials,
            close=close,
            conditional=Turn.CONDITIONAL in seen
            or _OPENING_CONDITION.match(self._text, self.sentence(start)[0], start) is not None
            or _INVERTED.match(self._text, self.sentence(start)[0], end) is not None
            or self.asked(start)
            or (after is not None and after.lastgroup == "open")
            or _CONDITION_AFTER.match(self._text, end, max(last, end)) is not None,
            intended=Turn.INTENDED in seen,
            proposed=Turn.PROPOSED in seen,
            partial=Turn.PARTIAL in seen
            or _PARTLY.match(self._text, end) is not None
            or _OPENING_EXCEPTION.match(self._text, self.sentence(start)[0], start) is not None
            or _ELSEWHERE.match(self._text, end) is not None,
            doubted=Turn.DOUBTED in seen
            or any(left <= start < right for left, right in self._quoted)
            or _UNDONE.match(self._text, end) is not None,
        )


def _meant(words: list[str], expected: Collection[str]) -> bool:
    """Say whether each word, or its stem, is among those expected."""
    return all(
        word in expected
        or (word.endswith("n't") and ("not" in expected or "n't" in expected))
        or any(len(stem) > 3 and word.startswith(stem) for stem in expected)
        for word in words
    )


def _sentences(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        near = max(start, end.start() - _ABBREVIATED)
        if end.group().startswith(".") and _ABBREVIATION.search(text, near, end.start()):
            continue
        found.append((start, end.end()))
        start = end.end()
    if start < len(text):
        found.append((start, len(text)))
    return found
