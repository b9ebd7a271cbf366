"""What other rooms use of item statistics."""

from exams.analysis.queries import ItemRow, item_table, worst

__all__ = ["ItemRow", "item_table", "worst"]
