"""A remembered answer is the one that would be worked out now, whatever changed in the corpus."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from advisor.advising import Advisor
from advisor.law.identifiers import ProvisionId
from advisor.reasoning.loading import load_rulebook
from advisor.settings import ROOT, Settings
from advisor.wire import AdviseRequest, Answer
from evals.scenarios import load_scenarios

DAY = date(2026, 11, 20)
NEW = """
- id: made-for-a-test
  title: Whoever is in reach of this law keeps a diary
  source: [{source}]
  kind: requirement
  applies: {applies}
  satisfied: safeguards.security
  why: No diary is kept.
"""


def plans() -> list[AdviseRequest]:
    """Plans by facts, spread over all that are labelled; some in full, most as at the gate."""
    spread = [s for s in load_scenarios() if s.facts and s.as_of in (None, DAY)][::8]
    return [
        AdviseRequest(
            facts=dict(s.facts), as_of=DAY, depth="opinion" if number % 6 == 0 else "gate"
        )
        for number, s in enumerate(spread)
    ]


PLANS = plans()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of one's own to change."""
    copy = tmp_path / "corpus"
    shutil.copytree(ROOT / "corpus", copy)
    return copy


@pytest.fixture(scope="module")
def remembered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which every plan was answered under the corpus as it is."""
    home = tmp_path_factory.mktemp("home")
    advisor = Advisor.open(Settings(home=home), clock=lambda: DAY)
    for plan in PLANS:
        advisor.advise(plan)
    advisor.cache.close()
    return home


@pytest.fixture
def home(remembered: Path, tmp_path: Path) -> Iterator[Path]:
    """The same memory, to be used up."""
    copy = tmp_path / "home"
    shutil.copytree(remembered, copy)
    yield copy
    shutil.rmtree(copy)


def said(answer: Answer) -> str:
    """All that an answer says, but for its own making."""
    told = answer.model_dump(mode="json", exclude={"id", "receipt", "meta"})
    return json.dumps(told, sort_keys=True)


def asked_again(corpus: Path, home: Path, tmp_path: Path) -> tuple[dict[int, bool], list[Answer]]:
    """Ask every plan under a changed corpus; say which were remembered.

    What is remembered is compared with what a service without memory says.
    """
    with_memory = Advisor.open(Settings(home=home, corpus=corpus), clock=lambda: DAY)
    without = Advisor.open(Settings(home=tmp_path / "bare", corpus=corpus), clock=lambda: DAY)
    hits, fresh = {}, []
    for number, plan in enumerate(PLANS):
        answer = with_memory.advise(plan)
        new = without.advise(plan)
        assert said(answer) == said(new), plan
        hits[number] = answer.meta.cache == "hit"
        fresh.append(new)
    return hits, fresh


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


@cache
def unguarded() -> frozenset[str]:
    """Norms that may apply where their law does not reach a plan, such as what leaves it free."""
    return frozenset(n.id for n in load_rulebook(ROOT / "corpus").norms if n.guard is None)


def reached(answer: Answer, instrument: str) -> bool:
    """Whether a law that reaches the plan asks something of it."""
    asked = [(item.norm, item.citations) for item in answer.blocking]
    asked += [(item.id, item.citations) for item in answer.conditions]
    return any(
        citation.startswith(f"{instrument}:")
        for name, citations in asked
        if name not in unguarded()
        for citation in citations
    )


def test_nothing_is_forgotten_while_nothing_changed(corpus, home, tmp_path):
    """The same law in another folder is the same law."""
    hits, _ = asked_again(corpus, home, tmp_path)

    assert all(hits.values())
    assert len(PLANS) > 12


def test_a_changed_norm_drops_the_answers_in_which_it_played_a_part(corpus, home, tmp_path):
    """Why a transfer is unlawful is said anew; plans without a transfer keep their answers."""
    file = corpus / "norms" / "gdpr" / "transfers.yaml"
    why = re.search(r"  why: (.+)", file.read_text(encoding="utf-8"))
    assert why is not None
    edit(file, why[1], "Something else is said here for a test.")

    hits, _ = asked_again(corpus, home, tmp_path)

    assert 0 < sum(hits.values()) < len(PLANS)


def test_an_added_norm_drops_all_answers_of_its_law_and_no_others(corpus, home, tmp_path):
    """A new norm may reach any plan within its law: none of those answers is trusted."""
    entry = NEW.format(source="dpdp:8(5)", applies="scope.dpdp and store in operations")
    with (corpus / "norms" / "dpdp" / "rights.yaml").open("a", encoding="utf-8") as file:
        file.write(entry)

    hits, fresh = asked_again(corpus, home, tmp_path)

    assert not any(hits[n] for n, answer in enumerate(fresh) if reached(answer, "dpdp"))
    assert sum(hits.values()) > len(PLANS) // 2


def test_an_added_norm_that_no_scope_guards_drops_everything(corpus, home, tmp_path):
    """It may reach any plan at all."""
    entry = NEW.format(source="gdpr:32(1)", applies="store in operations or scope.gdpr")
    with (corpus / "norms" / "gdpr" / "scope.yaml").open("a", encoding="utf-8") as file:
        file.write(entry)

    hits, _ = asked_again(corpus, home, tmp_path)

    assert not any(hits.values())


def test_a_norm_that_applies_to_other_plans_drops_all_answers_of_its_law(corpus, home, tmp_path):
    """Answers in which it played no part are no safer than those in which it did."""
    edit(
        corpus / "norms" / "gdpr" / "security-and-breach.yaml",
        "applies: scope.gdpr and any_of(operations, train_model, decide, combine)",
        "applies: scope.gdpr and any_of(operations, train_model, decide, combine, profile)",
    )

    hits, fresh = asked_again(corpus, home, tmp_path)

    assert not any(hits[n] for n, answer in enumerate(fresh) if reached(answer, "gdpr"))


def test_another_wording_drops_the_answers_that_cite_it_and_no_others(corpus, home, tmp_path):
    """A restatement that was put better is shown at once; other answers stand."""
    book = Advisor.open(Settings(home=tmp_path / "first"), clock=lambda: DAY).book
    wording = book.library.wordings[ProvisionId.parse("gdpr:6(1)(a)")][0]
    name, _, line = wording.place.partition(":")
    file = corpus / name
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    rest = "".join(lines[int(line) - 1 :])
    start = wording.text[:12]
    assert start in rest
    rest = rest.replace(start, f"Anew {start}", 1)
    file.write_text("".join(lines[: int(line) - 1]) + rest, encoding="utf-8")

    hits, fresh = asked_again(corpus, home, tmp_path)

    citing = {n for n, answer in enumerate(fresh) if cites(answer, "gdpr:6(1)(a)")}
    assert citing
    assert not any(hits[n] for n in citing)
    assert sum(hits.values()) > 0


def cites(answer: Answer, name: str) -> bool:
    return any(citation.id == name for citation in answer.citations)


def test_a_changed_reading_drops_the_answers_that_turned_to_it(corpus, home, tmp_path):
    """Whoever weighs a concept anew decides anew, but only where the concept was asked for."""
    file = sorted((corpus / "concepts").rglob("*.yaml"))[0]
    question = re.search(r"  question: (.+)", file.read_text(encoding="utf-8"))
    assert question is not None
    edit(file, question[1], "Is this asked in other words for a test?")

    hits, _ = asked_again(corpus, home, tmp_path)

    assert sum(hits.values()) > 0


def test_a_changed_fact_drops_everything(corpus, home, tmp_path):
    """What silence means bears on every plan."""
    with (corpus / "facts" / "safeguards.yaml").open("a", encoding="utf-8") as file:
        file.write("# another version\n")

    hits, _ = asked_again(corpus, home, tmp_path)

    assert not any(hits.values())


def test_what_changed_is_cleared_away_at_the_next_start(corpus, home):
    """Answers that nobody may use again take no room."""
    before = Advisor.open(Settings(home=home), clock=lambda: DAY)
    size = before.cache.size()
    before.cache.close()
    with (corpus / "facts" / "safeguards.yaml").open("a", encoding="utf-8") as file:
        file.write("# another version\n")

    after = Advisor.open(Settings(home=home, corpus=corpus), clock=lambda: DAY)

    now = after.cache.size()
    assert size is not None
    assert now is not None
    assert now.entries < size.entries / 2
