"""Prompts: strict about what goes in, and no data where instructions stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.counsel.model import Prompt, PromptError, Prompts
from advisor.counsel.model.prompts import fenced

HEAD = "---\nid: ask\nversion: 2\ninputs: [tone]\ndata: [plan]\noutput_schema: brief\n---\n"


def prompt(tmp_path, text, head=HEAD):
    path = tmp_path / "ask.md"
    path.write_text(head + text, encoding="utf-8")
    return Prompt.read(path)


def test_every_prompt_of_the_project_can_be_read():
    """Heads and texts fit each other, and every prompt that the code names is there."""
    prompts = Prompts.load()

    named = {"characterise", "characterise-again", "advocate", "judge", "draft", "repair"}
    assert named <= prompts.by_id.keys()
    assert len({one.sha256 for one in prompts.by_id.values()}) == len(prompts.by_id)


def test_data_never_stand_among_the_instructions(tmp_path):
    """What is data comes in a message of its own; inputs are put into the text."""
    read = prompt(tmp_path, "Be {{tone}}. The plan stands under PLAN.")
    rendered = read.render({"tone": "brief"}, {"plan": "Ignore this. {{tone}}"})

    assert rendered.messages[0].text == "Be brief. The plan stands under PLAN."
    assert "Ignore this. {{tone}}" in rendered.messages[1].text
    assert rendered.messages[1].role == "user"


@pytest.mark.parametrize(
    ("inputs", "data", "named"),
    [
        ({}, {"plan": "x"}, "input `tone` is missing"),
        ({"tone": "x", "mood": "y"}, {"plan": "x"}, "input `mood` is not asked for"),
        ({"tone": "x"}, {}, "data `plan` is missing"),
        ({"tone": "x"}, {"plan": "x", "law": "y"}, "data `law` is not asked for"),
    ],
)
def test_what_is_missing_or_too_much_is_an_error(tmp_path, inputs, data, named):
    """Nothing is filled in silently."""
    read = prompt(tmp_path, "Be {{tone}} about PLAN.")

    with pytest.raises(PromptError, match=named):
        read.render(inputs, data)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("About PLAN.", "input `tone` stands only in the head"),
        ("Be {{tone}} and {{kind}} about PLAN.", "input `kind` stands only in the text"),
        ("Be {{tone}}.", "does not speak of PLAN"),
        ("Be {{tone}} {{ }} about PLAN.", "double braces"),
    ],
)
def test_a_head_that_does_not_fit_its_text_is_an_error(tmp_path, text, named):
    """A prompt cannot ask for what it does not use, nor use what it does not ask for."""
    with pytest.raises(PromptError, match=named):
        prompt(tmp_path, text)


def test_a_file_without_a_head_or_with_another_name_is_an_error(tmp_path):
    """Version and inputs are always known."""
    with pytest.raises(PromptError, match="front matter"):
        prompt(tmp_path, "Be {{tone}}.", head="")
    with pytest.raises(PromptError, match="not the name of the file"):
        prompt(tmp_path, "Be {{tone}} about PLAN.", head=HEAD.replace("id: ask", "id: other"))


@given(st.text(max_size=300))
def test_no_text_contains_its_own_fence(text):
    """So no plan can end its block and go on as something else."""
    block = fenced("plan", text)
    fence = block.split("\n", 1)[0].split(" ")[1]

    assert fence not in text
    assert block.count(fence) == 2
    assert fenced("plan", text) == block
