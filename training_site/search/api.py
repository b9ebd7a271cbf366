"""What other rooms use of the search."""

from training_site.search.bigrams import needles, tokens
from training_site.search.models import SearchPassage
from training_site.search.passages import Passage, forget, highlight, index, index_many, search

__all__ = ["Passage", "SearchPassage", "forget", "highlight", "index", "index_many", "needles", "search", "tokens"]
