"""Advising on a file of plans: one request a line in, one answer a line out, resumable."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rich.console import Console
from rich.progress import track

from advisor.advising import Advisor
from advisor.errors import RequestError
from advisor.wire import AdviseRequest, FieldProblem, Problem, field_problems


def run_batch(advisor: Advisor, source: Path, target: Path) -> int:
    """Answer every line of `source` into `target`; return how many were answered now.

    A second run with the same input and corpus continues after the last whole line. A line
    that is wrong gets an error object in its place.

    Raises:
        RequestError: the input cannot be read, or the output belongs to another input.
    """
    try:
        content = source.read_bytes()
    except OSError as exc:
        raise RequestError("--batch", f"`{source}` cannot be read: {exc.strerror}") from exc
    lines = content.decode("utf-8", errors="replace").splitlines()
    mark = {"input": sha256(content).hexdigest(), "corpus": advisor.book.version}
    done = _resume(target, mark)
    shown = Console(stderr=True)
    rest = islice(lines, done, None)
    steps: Iterator[str] | Any = rest
    if shown.is_terminal:
        steps = track(rest, "Advising", total=len(lines) - done, console=shown)
    with target.open("ab") as out:
        for line in steps:
            out.write(json.dumps(_answer(advisor, line), ensure_ascii=False).encode() + b"\n")
            out.flush()
    return len(lines) - done


def _resume(target: Path, mark: dict[str, str]) -> int:
    """How many whole lines are there already; a half line is cut off."""
    state = target.with_name(target.name + ".state")
    if not target.exists() or not target.stat().st_size:
        state.write_text(json.dumps(mark), encoding="utf-8")
        return 0
    known = json.loads(state.read_text(encoding="utf-8")) if state.exists() else None
    if known != mark:
        raise RequestError(
            "--out", f"`{target}` holds answers to another input or corpus", "a new file"
        )
    whole = target.read_bytes()
    whole = whole[: whole.rfind(b"\n") + 1]
    with target.open("r+b") as out:
        out.truncate(len(whole))
    return whole.count(b"\n")


def _answer(advisor: Advisor, line: str) -> dict[str, Any]:
    try:
        request = AdviseRequest.model_validate(json.loads(line))
        return advisor.advise(request).model_dump(mode="json")
    except json.JSONDecodeError as exc:
        return _problem((FieldProblem(field="body", problem=f"is not JSON: {exc.msg}"),))
    except ValidationError as exc:
        return _problem(field_problems(exc))
    except RequestError as exc:
        return _problem((FieldProblem(field=exc.field, problem=exc.problem, allowed=exc.allowed),))


def _problem(errors: tuple[FieldProblem, ...]) -> dict[str, Any]:
    problem = Problem(title="The request cannot be taken", status=422, errors=errors)
    return problem.model_dump(mode="json")
