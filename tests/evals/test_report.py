"""What a run leaves for readers: the report, the log, the table of norms."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inspect_ai.log import read_eval_log

from advisor.advising import Advisor
from evals.accepted import accepted_of, compare
from evals.coverage import coverage, gaps, wanted
from evals.markdown import opinion_text
from evals.page import anchor, write_page
from evals.running import Mode, run
from evals.scenarios import Result, Scenario, load_scenarios
from evals.scoring import score
from evals.second_labels import agreement
from evals.tasks import logged, sample_id

Build = Callable[..., Any]


def some(count: int) -> list[Scenario]:
    return [one for one in load_scenarios() if one.facts is not None][:count]


def test_the_report_stands_alone_and_shows_every_miss_with_its_trace(
    plan: Build, advisor: Advisor, tmp_path: Path
) -> None:
    """No script, no outside address; text from a plan is never markup."""
    good, bad = some(2)
    wrong = bad.model_copy(
        update={"acceptable": (Result.ERROR,), "rationale": "<script>alert(1)</script>"}
    )
    scores = [score(one, run(advisor, one, Mode.FACTS)) for one in (good, wrong)]
    before = accepted_of([score(good, run(advisor, good, Mode.FACTS))], "v1")
    path = tmp_path / "report.html"

    write_page(
        path,
        scores,
        "v1",
        changes=compare(before, scores, whole=True),
        readers=agreement([], []),
        closed=["<b>shut</b>"],
    )

    text = path.read_text(encoding="utf-8")
    assert f'id="{anchor(1)}"' in text
    assert f'id="{anchor(0)}"' not in text
    assert "Trace, decide" in text
    assert "<script" not in text
    assert "<b>" not in text
    assert not re.search(r"""(?:src|href)=["'](?!#)""", text)
    assert text.count("<svg") == 2


def test_the_report_is_the_same_for_the_same_run(advisor: Advisor, tmp_path: Path) -> None:
    """Nothing in it comes from the clock or from chance."""
    scores = [score(one, run(advisor, one, Mode.FACTS)) for one in some(3)]
    texts = []
    for name in ("one.html", "two.html"):
        readers = agreement([], [])
        write_page(tmp_path / name, scores, "v", changes=None, readers=readers, closed=[])
        texts.append((tmp_path / name).read_text(encoding="utf-8"))

    assert texts[0] == texts[1]


def test_inspect_keeps_each_opinion_with_its_trace(advisor: Advisor, tmp_path: Path) -> None:
    """The log shows what our own scoring found, and no model took part."""
    pairs = [(one, Mode.FACTS) for one in some(3)]

    scores = logged(pairs, lambda one, mode: run(advisor, one, mode), tmp_path)

    assert [one.scenario for one in scores] == [one for one, _ in pairs]
    (path,) = tmp_path.glob("*.eval")
    log = read_eval_log(str(path))
    assert log.status == "success"
    assert not log.stats.model_usage
    for (scenario, mode), found in zip(pairs, scores, strict=True):
        (sample,) = [s for s in log.samples or [] if s.id == sample_id(scenario, mode)]
        assert "Trace, decide" in sample.output.completion
        assert sample.scores is not None
        assert sample.scores["verdict"].value == float(found.right)


def test_an_error_is_shown_with_its_reason(said: Build) -> None:
    """A request that was refused has no opinion."""
    assert opinion_text(said("error", summary="action: too long")) == "**error**: action: too long"


def test_a_norm_is_covered_by_where_it_takes_effect_and_where_it_rests(
    advisor: Advisor, plan: Build, said: Build
) -> None:
    """Not applying counts only where its law was looked at."""
    in_force = advisor.book.in_force(plan().as_of)
    norm = next(n for n in in_force if wanted(n, advisor.book).effect == "blocking")
    other = next(n for n in in_force if n.regime == norm.regime and n is not norm)
    blocked = (plan(), said("refuse", examined={norm.id: "breached"}))
    elsewhere = (plan(), said("escalate", examined={}))
    beside = (plan(), said("proceed", examined={other.id: "met"}))

    def lacking(*answered: Any) -> list[str]:
        return [
            gap for gap in gaps(coverage(advisor.book, answered)) if gap.startswith(norm.id + ":")
        ]

    assert lacking(blocked, beside) == []
    assert lacking(blocked, elsewhere) == [f"{norm.id}: no scenario met, excused or not applying"]
    assert lacking(beside) == [f"{norm.id}: no scenario blocking"]
