"""Every norm has a scenario in which it takes effect and one in which it rests."""

from __future__ import annotations

from advisor.advising import Advisor
from evals.coverage import coverage, gaps
from evals.running import modes_of, run
from evals.scenarios import load_scenarios


def test_every_norm_is_shown_both_ways(advisor: Advisor) -> None:
    """A norm that never blocks may be dead, one that always does may be too wide.

    What each kind of norm has to show is said in `evals.coverage.wanted`.
    """
    pairs = [(one, mode) for one in load_scenarios() for mode in modes_of(one)]

    lacking = gaps(coverage(advisor.book, [(s, run(advisor, s, mode)) for s, mode in pairs]))

    assert not lacking, "\n".join([f"{len(lacking)} norms lack a scenario", *lacking])
