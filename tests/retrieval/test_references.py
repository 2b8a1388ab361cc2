"""From what a first look found strong, search follows references one step and no further."""

import numpy as np
import pytest

from advisor.law.identifiers import ProvisionId
from advisor.retrieval import Retriever
from advisor.retrieval.edge import EdgeStore
from advisor.retrieval.guide import Guide, Weights
from advisor.retrieval.index import build
from advisor.retrieval.passages import Passage
from advisor.retrieval.references import FEATURES, References


def _passage(id, text, *refers_to, heading="Rule"):
    instrument = id.split(":")[0]
    named = tuple(ProvisionId.parse(one) for one in refers_to)
    return Passage(id, instrument, id, heading, instrument, text, refers_to=named)


CHAIN = [
    _passage("gdpr:1", "The strong hit.", "gdpr:2"),
    _passage("gdpr:2", "One step away.", "gdpr:3"),
    _passage("gdpr:3", "Two steps away."),
    _passage("gdpr:4", "This names the strong hit and does not apply to it.", "gdpr:1"),
    _passage("dpdp:2(f)", "Wet nurse: somebody who feeds.", heading="Definitions"),
]


def _features(passages, query="anything", strong=(0,), chosen=None):
    ids = [str(p.id) for p in passages]

    def resolve(targets):
        return np.array([ids.index(str(one)) for one in targets], dtype=np.intp)

    articles = np.arange(len(passages))
    chosen = np.zeros(len(passages), dtype=bool) if chosen is None else chosen
    chosen[list(strong)] = True
    hits = np.array(strong, dtype=np.intp)
    found = References(passages, articles, resolve).features(
        query, hits, np.zeros(len(hits)), chosen
    )
    return found, chosen


def test_one_step_in_both_directions_becomes_a_candidate():
    """What the hit names and what names the hit; not what those name in turn."""
    found, chosen = _features(CHAIN)

    assert chosen.tolist() == [True, True, False, True, False]
    assert found["referred-to"].tolist() == [0, 1, 0, 0, 0]
    assert found["refers"].tolist() == [0, 0, 0, 1, 0]


def test_what_takes_a_hit_away_is_seen_as_its_exception():
    """Only a text that excepts something, and only near a hit."""
    found, _ = _features(CHAIN)

    assert found["exception-to-strong"].tolist() == [0, 0, 0, 1, 0]


def test_a_definition_is_known_by_the_words_of_the_question():
    asked, _ = _features(CHAIN, "what is a wet nurse?")
    other, _ = _features(CHAIN, "what is a dry dock?")

    assert asked["defines"][4] == asked["meaning-asked"][4] == 1
    assert not other["defines"].any()


def test_no_number_of_references_counts_for_more_than_one():
    """Many hits that name one provision do not outweigh the learnt weight."""
    hits = [_passage(f"gdpr:{n}", "A hit.", "gdpr:99") for n in range(1, 9)]
    found, _ = _features([*hits, _passage("gdpr:99", "Often named.")], strong=range(8))

    assert set(found) == set(FEATURES)
    assert all(row.min() >= 0 and row.max() <= 1 for row in found.values())


def test_references_alone_add_few_candidates():
    named = [_passage(f"gdpr:{n}", "Named.") for n in range(2, 90)]
    hit = _passage("gdpr:1", "Names all.", *(p.id for p in named))
    _, chosen = _features([hit, *named])

    assert 1 < chosen.sum() <= 41


@pytest.fixture(scope="module")
def following(embedder):
    """A search that ranks by nearness, then by references alone."""
    texts = [
        _passage("gdpr:50(1)", "Beekeepers register every hive with the parish.", "ai-act:60"),
        *(_passage(f"gdpr:{n}", f"Ships of class {n} carry lanterns.") for n in range(1, 6)),
        _passage("ai-act:60", "Whoever omits it pays a small sum."),
    ]
    index = build(texts, embedder)
    weights = Weights({"meaning": 20.0}, {"meaning": 20.0, "referred-to": 30.0})
    guide = Guide(texts, [], np.zeros((0, 384), dtype=np.float32), weights=weights)
    opened = Retriever(texts, EdgeStore(index, texts), embedder, index.version, guide)
    yield opened
    opened.close()


def test_a_search_shows_what_its_best_hit_names(following):
    """The sanction shares no word with the question; the rule names it."""
    assert "ai-act:60" in {hit.id for hit in following.search("who registers a hive?", top=2)}


def test_references_do_not_lead_out_of_the_chosen_limits(following):
    hits = following.search("who registers a hive?", top=10, instruments={"gdpr"})

    assert {hit.passage.instrument for hit in hits} == {"gdpr"}
