"""What other rooms use of item statistics."""

from exams.analysis.queries import ItemRow, item_table, worst
from exams.analysis.settle import settle_all

__all__ = ["ItemRow", "item_table", "settle_all", "worst"]
