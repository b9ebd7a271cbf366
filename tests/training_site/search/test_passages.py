"""The index of passages and its tokens."""

import pytest

from training_site.search import bigrams
from training_site.search.api import Passage, SearchPassage, forget, highlight, index, index_many, search


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("微笑", " 微 笑 微笑 "),
        ("５ Working-Days", " 5 working-days working days "),
        ("客服响应 30 秒", " 客 服 响 应 客服 服响 响应 30 秒 "),
        ("，。！", ""),
    ],
)
def test_tokens_are_characters_pairs_and_words(text, tokens):
    assert bigrams.tokens(text) == tokens


@pytest.mark.parametrize(
    ("query", "needles"), [("微笑服务", [" 微笑 ", " 笑服 ", " 服务 "]), ("笑", [" 笑 "]), ("Customers", [" customer"]), ("as", [" as"]), ("%_", [])]
)
def test_needles_are_pairs_or_beginnings(query, needles):
    assert bigrams.needles(query) == needles


def test_index_replaces_what_was_known(db):
    index("norm", 1, [Passage("zh", "N-1.1-01", "微笑"), Passage("en", "N-1.1-01", "Smile")])
    index("norm", 1, [Passage("zh", "N-1.1-01", "问好"), Passage("en", "N-1.1-01", "  ")])
    assert list(SearchPassage.objects.values_list("object_id", "language", "text")) == [("1", "zh", "问好")]


def test_search_asks_for_everything_and_narrows(db):
    index_many("norm", {"1": [Passage("zh", "", "微笑服务"), Passage("en", "", "Smile service")]})
    index_many("lesson", {"2": [Passage("zh", "", "微笑问好", "b1")]})
    ids = [
        list(found.values_list("kind", flat=True))
        for found in (search("微笑"), search("微笑 问好"), search("微笑", kinds=["norm"]), search("smile", lang="zh"), search(""), search("%"))
    ]
    assert ids == [["lesson", "norm"], ["lesson"], ["norm"], [], [], []]


def test_forget_takes_objects_out(db):
    index_many("norm", {"1": [Passage("zh", "", "微笑")], "2": [Passage("zh", "", "微笑")]})
    forget("norm", [1])
    assert list(search("微笑").values_list("object_id", flat=True)) == ["2"]


def test_highlight_escapes_and_marks():
    assert highlight("<b>微笑服务</b> Smile", "微笑 smiles") == "&lt;b&gt;<mark>微笑</mark>服务&lt;/b&gt; <mark>Smile</mark>"
