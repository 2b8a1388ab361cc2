"""The command line tells the plan from the facts, and says in one line what is wrong."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from advisor.cli import app, main

TRANSFER = ("subjects.located_in=FR", "transfer.destinations=US", "transfer.mechanism=none")


def _answer(*arguments: str) -> dict[str, object]:
    result = CliRunner().invoke(app, ["advise", *arguments, "--as-of", "2026-11-20", "--json"])
    assert result.exit_code == 0, result.output
    answer: dict[str, object] = json.loads(result.stdout)
    return answer


def test_several_facts_follow_one_option() -> None:
    """As documented: `--facts k=v k=v`; and repeating the option means the same."""
    act = ("operations=transfer", "purpose=service_delivery", "legal_basis=contract")
    one = _answer("--facts", *TRANSFER, *act)
    each = _answer(*(part for fact in (*TRANSFER, *act) for part in ("--facts", fact)))

    assert one["facts"] == each["facts"]
    assert one["verdict"] == "modify"


def test_a_plan_may_stand_before_its_facts() -> None:
    """Words and facts go together."""
    answer = _answer("Send the invoices by e-mail", "--facts", *TRANSFER)

    facts = answer["facts"]
    assert isinstance(facts, dict)
    assert facts["stated"]["transfer.mechanism"] == "none"
    assert facts["inferred"]


def test_a_plan_without_quotation_marks_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half a plan must not be judged for the whole."""
    monkeypatch.setattr("sys.argv", ["advisor", "advise", "send", "the", "invoice"])

    with pytest.raises(SystemExit) as left:
        main()

    assert left.value.code == 2
    assert "quotation marks" in capsys.readouterr().err
