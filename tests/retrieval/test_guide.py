"""Signposts lead from plain words to provisions, within the limits of a search."""

from datetime import date

import numpy as np
import pytest

from advisor.errors import AdvisorError
from advisor.law.identifiers import ProvisionId
from advisor.reasoning.loading import load_rulebook
from advisor.retrieval import Retriever, matched
from advisor.retrieval.edge import EdgeStore
from advisor.retrieval.guide import Guide, ensure_guide, load_weights
from advisor.retrieval.references import FEATURES
from advisor.retrieval.signposts import Origin, Signpost, load_hints, signposts_of
from advisor.retrieval.vectors import ensure_vectors
from advisor.settings import ROOT

SAID = "the parrot repeats what visitors whisper"


@pytest.fixture(scope="module")
def guided(index, passages, embedder, tmp_path_factory):
    signpost = Signpost(Origin.INDEX, SAID, (ProvisionId.parse("dpdp:9(3)"),))
    folder = tmp_path_factory.mktemp("guide")
    guide = ensure_guide(passages, [signpost], [], embedder, folder)
    opened = Retriever(passages, EdgeStore(index, passages), embedder, index.version, guide)
    yield opened
    opened.close()


def test_a_signpost_leads_where_the_words_of_the_law_do_not(guided):
    """Whoever asks in the words of a signpost finds the provision that it names."""
    assert guided.search(SAID, top=3)[0].id == "dpdp:9(3)"


def test_a_signpost_does_not_lead_out_of_the_chosen_limits(guided):
    """A search within one instrument, or for a day, shows nothing else."""
    within = guided.search(SAID, top=10, instruments={"gdpr"})
    on_day = guided.search(SAID, top=40, as_of=date(2026, 11, 20))

    assert {hit.passage.instrument for hit in within} == {"gdpr"}
    assert "dpdp:9(3)" not in {hit.id for hit in on_day}


def test_scores_fall_from_one(guided):
    scores = [hit.score for hit in guided.search("consent of a parent", top=10)]

    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_every_shipped_weight_belongs_to_a_feature(index, passages, embedder):
    """A renamed feature would silently lose its weight."""
    hints = load_hints(ROOT / "corpus")
    meanings = np.zeros((0, 384), dtype=np.float32)
    guide = Guide(passages, [], meanings, hints)
    store = EdgeStore(index, passages)
    from advisor.retrieval.store import Within
    from advisor.retrieval.words import words_of_query

    meaning = embedder.embed(["consent"])[0]
    found = store.nearest(meaning, words_of_query("consent"), 50, Within())
    candidates = guide.candidates("consent", meaning, found, np.ones(len(passages), dtype=bool))
    store.close()

    weights = load_weights()
    assert set(weights.second) == set(candidates.features)
    assert set(weights.first) == set(candidates.features) - set(FEATURES)


def test_the_rules_and_the_subject_index_give_signposts():
    """Each leads to provisions that the library knows."""
    book = load_rulebook(ROOT / "corpus")

    signposts = signposts_of(book, ROOT / "corpus")

    assert {signpost.origin for signpost in signposts} == set(Origin)
    assert all(book.library.resolves(t) for s in signposts for t in s.targets)


def test_an_unknown_provision_in_the_subject_index_is_told(tmp_path):
    (tmp_path / "search").mkdir()
    (tmp_path / "search" / "subject-index.yaml").write_text(
        "- {at: 'gdpr:500', phrases: [nothing]}\n", encoding="utf-8"
    )
    book = load_rulebook(ROOT / "corpus")

    with pytest.raises(AdvisorError, match=r"subject-index\.yaml:1.*gdpr:500"):
        signposts_of(book, tmp_path)


def test_only_new_texts_are_embedded(embedder, tmp_path):
    """One more phrase in the subject index costs one embedding."""
    told: list[int] = []
    ensure_vectors("some", ["one", "two"], embedder, tmp_path)

    ensure_vectors("some", ["one", "two", "three"], embedder, tmp_path, lambda d, t: told.append(t))

    assert told == [1]


def test_the_words_of_a_query_are_shown_by_their_stems():
    """`deleting` is highlighted where the text says `deleted`; `the` never is."""
    text = "The data are deleted."

    assert [text[a:b] for a, b in matched("deleting the records", text)] == ["deleted"]
    assert matched("the", text) == []
