"""Filling the page templates."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from advisor.service.highlighting import marked
from advisor.service.ports import Advisor
from advisor.wire import Citation, State, Verdict

HERE = Path(__file__).parent
STATIC = HERE / "static"
TEMPLATES = HERE / "templates"

VERDICT_MEANINGS = {
    Verdict.PROCEED: "The action may go ahead as planned.",
    Verdict.MODIFY: "Not as planned; with one of the changes below, yes.",
    Verdict.REFUSE: "The action must not be taken, and no change to it would help.",
    Verdict.ESCALATE: "A person must decide; what is open stands below.",
}
STATE_WORDS = {
    State.UNREVIEWED: "Not reviewed",
    State.AFFIRMED: "Affirmed",
    State.OVERRULED: "Overruled",
}


class Pages:
    """Shows pages in one form: the same head, navigation and foot on each."""

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor
        self._cites: dict[str, str] = {}
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            day=day,
            moment=moment,
            address=address,
            anchor=anchor,
            words=words,
            relied_on=relied_on,
            marked=marked,
            pretty=pretty,
            ticked=ticked,
            sentence=sentence,
            capital=capital,
            lower_first=lower_first,
        )
        self._environment.globals.update(
            stylesheet=_stamped("advisor.css"),
            script=_stamped("advisor.js"),
            icon=_stamped("icon.svg"),
            cite_of=self.cite_of,
            verdicts=tuple(Verdict),
            verdict_meanings=VERDICT_MEANINGS,
            states=tuple(State),
            state_words=STATE_WORDS,
        )

    def show(
        self, request: Request, template: str, *, status: int = 200, **context: object
    ) -> HTMLResponse:
        """Return the page that `template` makes of `context`."""
        caller = getattr(request.state, "caller", None)
        page = self.fill(
            template,
            here=request.url.path,
            caller=caller,
            form_token=caller.form_token if caller and caller.session else "",
            versions=self._advisor.versions,
            **context,
        )
        return HTMLResponse(page, status_code=status)

    def fill(self, template: str, **context: object) -> str:
        """Return `template` filled with `context`; what is in it is escaped."""
        return self._environment.get_template(template).render(**context)

    def cite_of(self, identifier: str) -> str:
        """Return how lawyers write `identifier`; the law loaded stays the same meanwhile."""
        if identifier not in self._cites:
            found = self._advisor.provision(identifier)
            self._cites[identifier] = found.cite if found else identifier
        return self._cites[identifier]


def day(value: date | None) -> str:
    """Write a date as `2 December 2027`."""
    return f"{value.day} {value:%B %Y}" if value else ""


def moment(value: datetime) -> str:
    """Write a moment as `2 December 2027, 10:05 UTC`."""
    return f"{day(value)}, {value:%H:%M} UTC"


def address(identifier: str, folder: str = "provisions") -> str:
    """Return the address of the page about a provision, norm or opinion."""
    return f"/{folder}/{quote(identifier, safe='/:()-.')}"


def anchor(identifier: str) -> str:
    """Return the name of the place on a page where a provision is shown."""
    return "law-" + "".join(c if c.isalnum() else "-" for c in identifier)


def words(value: object, labels: Mapping[str, str] | None = None) -> str:
    """Write the value of a fact in plain words."""
    if value is None:
        return "unknown"
    if isinstance(value, list | tuple):
        return ", ".join(words(item, labels) for item in value) or "none"
    if isinstance(value, Mapping):
        return "; ".join(f"{words(k)} {words(v, labels)}" for k, v in value.items())
    key = str(value).lower() if isinstance(value, bool) else str(value)
    plain = {"true": "yes", "false": "no"}.get(key, key.replace("_", " "))
    return (labels or {}).get(key, plain)


def pretty(value: object) -> str:
    """Write JSON on several lines."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def sentence(text: str) -> str:
    """Write a clause as a sentence."""
    return capital(text if not text or text[-1] in ".!?:…”" else f"{text}.")


def capital(text: str) -> str:
    """Write `text` with a capital first letter, and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Write a sentence so that it goes on from another; abbreviations keep their capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def ticked(text: str) -> Markup:
    """Show what stands between backticks as code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 else escape(part)
        for at, part in enumerate(parts)
    )


def relied_on(citation: Citation) -> Markup:
    """Return the text of a provision with the relied-on words marked."""
    before, found, after = citation.text.partition(citation.quote or "\0")
    if not found:
        return escape(citation.text)
    return escape(before) + Markup("<mark>") + escape(found) + Markup("</mark>") + escape(after)


def _stamped(name: str) -> str:
    """Return the address of a static file; it changes when the file does."""
    stamp = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={stamp}"
