"""The scenarios as an Inspect task, so that its log viewer shows each answer with its trace.

No model is asked: the solver puts the plan to the advisor and leaves the opinion as the output.
Everything is scored in our own process; the log only keeps it for readers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

# Inspect keeps its own log of what it does in the user's folders; nobody reads it here.
os.environ.setdefault("INSPECT_LOG_LEVEL", "warning")

from inspect_ai import Task
from inspect_ai import eval as inspect_eval
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageAssistant, ModelOutput
from inspect_ai.scorer import Metric, SampleScore, Scorer, Target, metric, scorer
from inspect_ai.scorer import Score as LogScore
from inspect_ai.solver import Generate, Solver, TaskState, solver

from advisor.errors import AdvisorError
from evals.markdown import opinion_text, plan_text
from evals.running import Mode, Outcome
from evals.scenarios import Scenario
from evals.scoring import Score, Share, score

Ask = Callable[[Scenario, Mode], Outcome]
Pair = tuple[Scenario, Mode]


class LogError(AdvisorError):
    """Inspect did not finish: its log says why."""


def sample_id(scenario: Scenario, mode: Mode) -> str:
    """The name of a scenario in one mode, in the log."""
    return f"{mode.value}: {scenario.name}"


def logged(pairs: Sequence[Pair], ask: Ask, folder: Path) -> list[Score]:
    """Ask about every plan under Inspect, which writes its log below `folder`; return the scores.

    Raises:
        LogError: Inspect stopped before the end.
    """
    found: dict[str, Score] = {}
    (log,) = inspect_eval(
        _task(pairs, ask, found),
        model=None,
        log_dir=str(folder),
        log_format="eval",
        log_realtime=False,
        log_samples=True,
        display="none",
        max_samples=1,
        fail_on_error=True,
        score_display=False,
    )
    if log.status != "success":
        raise LogError(f"Inspect ended with {log.status}: {log.error.message if log.error else ''}")
    return [found[sample_id(*pair)] for pair in pairs]


def _task(pairs: Sequence[Pair], ask: Ask, found: dict[str, Score]) -> Task:
    by_id = {sample_id(*pair): pair for pair in pairs}
    return Task(
        name="advice-on-labelled-plans",
        dataset=MemoryDataset([_sample(*pair) for pair in pairs], name="scenarios"),
        solver=_advised(by_id, ask, found),
        scorer=[
            _scorer("verdict", found, lambda s: float(s.right)),
            _scorer("unsafe_permit", found, lambda s: float(s.unsafe)),
            _scorer("over_blocking", found, lambda s: float(s.over_blocked)),
            _scorer("citation_recall", found, lambda s: _value(s.recalled)),
            _scorer("citation_precision", found, lambda s: _value(s.precise)),
            _scorer("every_demand", found, lambda s: float(not s.failures)),
        ],
        metadata={"labels": "evals/scenarios"},
    )


def _sample(scenario: Scenario, mode: Mode) -> Sample:
    return Sample(
        id=sample_id(scenario, mode),
        input=plan_text(scenario, mode),
        target=scenario.label,
        metadata={
            "mode": mode.value,
            "group": scenario.group.value,
            "instruments": list(scenario.instruments),
            "difficulty": scenario.difficulty,
            "held_out": scenario.held_out,
            "decision": scenario.decision,
            "rationale": scenario.rationale,
        },
    )


@solver
def _advised(by_id: dict[str, Pair], ask: Ask, found: dict[str, Score]) -> Solver:
    """The advisor as a solver: the opinion, with its trace, is the output."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:  # noqa: ARG001
        scenario, mode = by_id[str(state.sample_id)]
        outcome = ask(scenario, mode)
        found[str(state.sample_id)] = score(scenario, outcome)
        text = opinion_text(outcome)
        state.output = ModelOutput.from_content("advisor", text)
        state.messages.append(ChatMessageAssistant(content=text))
        state.completed = True
        return state

    return solve


@metric
def _mean_where_it_counts() -> Metric:
    """The mean over the plans to which a figure applies."""

    def figure(scores: list[SampleScore]) -> float:
        values = [one.score.as_float() for one in scores if one.score.value != "–"]
        return sum(values) / len(values) if values else 0.0

    return figure


def _scorer(name: str, found: dict[str, Score], value: Callable[[Score], float | None]) -> Scorer:
    @scorer(metrics=[_mean_where_it_counts()], name=name)
    def made() -> Scorer:
        async def judge(state: TaskState, target: Target) -> LogScore:  # noqa: ARG001
            one = found[str(state.sample_id)]
            figure = value(one)
            return LogScore(
                value="–" if figure is None else figure,
                answer=one.outcome.result.value,
                explanation="; ".join(one.failures) or "every demand met",
            )

        return judge

    return made()


def _value(share: Share) -> float | None:
    return share.value
