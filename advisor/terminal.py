"""An opinion on the terminal: the verdict first, then its reasons, then what to do."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from advisor import wire
from advisor.law.calendar import in_words

_STYLE = {
    wire.Verdict.PROCEED: ("✓ Proceed", "bold green"),
    wire.Verdict.MODIFY: ("△ Modify", "bold yellow"),
    wire.Verdict.REFUSE: ("✕ Refuse", "bold red"),
    wire.Verdict.ESCALATE: ("? Escalate", "bold blue"),
}
_WIDTH = 88
_ASSUMED = 10


def print_answer(answer: wire.Answer, console: Console) -> None:
    """Print an answer for a reader."""
    _Printer(answer, console).show()


class _Printer:
    def __init__(self, answer: wire.Answer, console: Console) -> None:
        self.answer = answer
        self.console = console
        self.cites = {citation.id: citation.cite for citation in answer.citations}

    def show(self) -> None:
        answer = self.answer
        word, style = _STYLE[answer.verdict]
        self.console.print()
        self.console.print(Text(word, style=style), Text(f"  as of {in_words(answer.meta.as_of)}"))
        self._line(answer.summary, indent=0)
        self._section("What the plan breaches", (self._blocking(b) for b in answer.blocking))
        ways = "What must change" if answer.verdict is wire.Verdict.MODIFY else "Ways to proceed"
        self._section(ways, map(self._alternative, answer.alternatives))
        self._section("What we need to know", map(self._question, answer.facts.questions))
        own = [c for c in answer.conditions if not c.blocking]
        self._section("What goes with it", map(self._condition, own))
        self._section("Where the law is open", map(self._issue, answer.issues))
        self._section("What is coming", map(self._change, answer.horizon))
        self._section("Conflicts", (f"{c.fact}: {c.text}" for c in answer.facts.conflicts))
        self._section("What we read from the words", map(self._read, answer.facts.inferred))
        self._section("What we assumed", self._assumed())
        self._section("What we could not check", (f"{x.topic}: {x.text}" for x in answer.limits))
        if answer.notice:
            self._section("What to tell the person", answer.notice.split("\n\n"))
        self._section("Law relied on", map(self._citation, answer.citations))
        self.console.print()

    def _section(self, title: str, lines: Iterable[str]) -> None:
        shown = list(lines)
        if not shown:
            return
        self.console.print()
        self.console.print(Text(title, style="bold"))
        for line in shown:
            self._line(line)

    def _line(self, text: str, indent: int = 2) -> None:
        width = min(_WIDTH, self.console.width)
        mark = Text("· " if indent else "", style="dim") + Text(text)
        self.console.print(Padding(mark, (0, 0, 0, indent)), width=width)

    def _cited(self, ids: Iterable[str]) -> str:
        named = [self.cites.get(one, one) for one in ids]
        return f" [{'; '.join(named)}]" if named else ""

    def _blocking(self, item: wire.Blocking) -> str:
        return f"{item.title}. {item.why}{self._cited(item.citations)}"

    def _alternative(self, item: wire.Alternative) -> str:
        parts = [_sentence(item.title), *map(_sentence, item.make_sure)]
        return f"{' '.join(parts)} Then: {item.verdict.value}.{self._cited(item.citations)}"

    def _question(self, item: wire.Question) -> str:
        leads = "; ".join(self._lead(item, answer) for answer in item.if_)
        because = f" ({item.matters_because})" if item.matters_because else ""
        return f"{item.question}{because} {leads}.{self._cited(item.citations)}"

    def _lead(self, item: wire.Question, answer: str) -> str:
        """Where one answer leads, and what is then still to be known."""
        left = item.remaining_by_answer.get(answer, ())
        more = f" (with {', '.join(left)})" if left else ""
        return f"{item.labels.get(answer, answer)} → {item.if_[answer]}{more}"

    def _condition(self, item: wire.Condition) -> str:
        kind = " (advice)" if item.advice else ""
        return f"{item.when.capitalize()}{kind}: {item.text}{self._cited(item.citations)}"

    def _issue(self, item: wire.Issue) -> str:
        readings = "; ".join(f"{r.id} {r.weight:.0%} → {r.outcome}" for r in item.readings)
        decisive = "decides" if item.decisive else "does not decide"
        return f"{item.question} {readings}. It {decisive} here."

    def _change(self, item: wire.Change) -> str:
        then = f"then: {item.verdict_then.value}"
        return f"{in_words(item.date)}: {item.change}; {then}.{self._cited(item.citations)}"

    def _read(self, item: wire.InferredFact) -> str:
        return f"{item.fact}: {item.label} ({item.confidence:.0%}, “{item.evidence}”)"

    def _assumed(self) -> Iterable[str]:
        """The presumptions that weigh most; JSON and pages have them all."""
        found = self.answer.facts.assumed
        yield from (f"{a.fact}: {a.label}, as {a.because}" for a in found[:_ASSUMED])
        if len(found) > _ASSUMED:
            yield f"and {len(found) - _ASSUMED} more (see --json)"

    def _citation(self, item: wire.Citation) -> str:
        force = "" if item.in_force else ", not in force on the date"
        return f"{item.cite} ({item.text_kind.value}{force}): {item.text}"


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith(".") else f"{text}."
