"""Evaluation with a model: side by side, on record, and never a figure that nobody measured."""

import re

import pytest
import typer
from typer.testing import CliRunner

from evals import with_model
from evals.scenarios import load_scenarios
from tests.counsel.model.good_model import sensible
from tests.counsel.model.scripted_server import broken, serving

NAME = next(one.name for one in load_scenarios() if one.words and not one.words.startswith("{"))


@pytest.fixture
def recordings(tmp_path, monkeypatch):
    folder = tmp_path / "recordings"
    monkeypatch.setattr(with_model, "RECORDINGS", folder)
    return folder


def evaluate(*options):
    app = typer.Typer()
    app.command()(with_model.main)
    return CliRunner().invoke(app, [*options, "--mode", "words", "--only", NAME])


def test_a_run_is_recorded_and_replayed_without_a_model(recordings, monkeypatch):
    """The replay makes the same figures, asks nobody, and is labelled as a replay."""
    with serving() as server:
        server.answer = sensible
        monkeypatch.setenv("ADVISOR_MODEL_API_BASE", server.base)
        live = evaluate("--model", "openai/scripted")
        asked = len(server.heard)
    (recording,) = recordings.glob("*.jsonl")
    again = evaluate("--replay", str(recording))

    assert live.exit_code == 0, live.output
    assert asked > 0
    assert "openai/scripted" in live.output
    assert again.exit_code == 0, again.output
    assert f"replay of {recording.name}"[:20] in again.output
    figures = re.compile(r"\((\d+/\d+);")
    assert figures.findall(live.output) == figures.findall(again.output)


def test_a_model_that_answers_nothing_gets_no_figures(recordings, monkeypatch):
    """The offline steps answered everything: that measures no model."""
    with serving() as server:
        server.answer = lambda heard: broken(401)
        monkeypatch.setenv("ADVISOR_MODEL_API_BASE", server.base)
        run = evaluate("--model", "openai/scripted")

    assert run.exit_code == 1
    assert "no figures" in run.output
    assert "accuracy" not in run.output
    assert list(recordings.glob("*.jsonl")) == []
