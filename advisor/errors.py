"""What can go wrong, grouped by who must act.

AdvisorError
├── CorpusError          a data file is wrong: its editor fixes it (message starts with file:line)
├── RequestError         the caller fixes it; names the field, the problem and what is allowed
├── OfficialTextError    a publisher's file cannot be taken: wrong, damaged or another version
├── CounselError         a model's answer is unusable: repair once, then offline
└── UnavailableError     something outside did not answer: try later
    ├── IndexUnavailableError
    └── ModelUnavailableError   no model gave an answer in time; the offline step stands in
"""

from __future__ import annotations


class AdvisorError(Exception):
    """Any error that this project raises on purpose."""


class CorpusError(AdvisorError):
    """Corpus files are wrong. Each problem names file and line, and hints at the cure."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class RequestError(AdvisorError):
    """The request cannot be taken as it is; nothing was guessed."""

    def __init__(self, field: str, problem: str, allowed: str = "") -> None:
        self.field = field
        self.problem = problem
        self.allowed = allowed
        hint = f" (allowed: {allowed})" if allowed else ""
        if allowed.startswith("did you mean"):
            hint = f", {allowed}"
        super().__init__(f"{field}: {problem}{hint}")


class OfficialTextError(AdvisorError):
    """A file of official text was refused. Nothing that was loaded before has changed."""


class CounselError(AdvisorError):
    """A language model's answer could not be used."""


class UnavailableError(AdvisorError):
    """Something outside the process did not answer; trying later may help."""


class IndexUnavailableError(UnavailableError):
    """The search index did not answer or has not been built."""


class ModelUnavailableError(UnavailableError):
    """A language model did not answer: a fault on the way, a bound reached, or nowhere to go."""

    def __init__(self, problem: str, *, again: bool = False, after: float | None = None) -> None:
        self.again = again
        """Whether asking once more may help."""
        self.after = after
        """Seconds that the server wants to be left alone."""
        super().__init__(problem)
