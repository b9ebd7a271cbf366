"""The editor's form as kinds read it."""

from typing import Any

from exams.kinds.shapes import Pair


class FormData:
    """A posted form, read by name: `text`, `pair`, `list`. Wraps Django's QueryDict so that kinds need no request."""

    def __init__(self, data: Any) -> None:
        self.data = data

    def text(self, name: str) -> str:
        """One field, stripped; "" when absent."""
        return str(self.data.get(name, "")).strip()

    def pair(self, name: str) -> Pair:
        """`<name>_zh` and `<name>_en`."""
        return {"zh": self.text(f"{name}_zh"), "en": self.text(f"{name}_en")}

    def many(self, name: str) -> list[str]:
        """All values of a field that stands several times."""
        return [str(value).strip() for value in self.data.getlist(name)]

    def rows(self, prefix: str) -> list[dict[str, Any]]:
        """Rows posted as parallel lists `<prefix>_id`, `<prefix>_zh`, `<prefix>_en`, in their order on the page."""
        columns = zip(self.many(f"{prefix}_id"), self.many(f"{prefix}_zh"), self.many(f"{prefix}_en"), strict=False)
        return [{"id": row_id, "text": {"zh": zh, "en": en}} for row_id, zh, en in columns if row_id and (zh or en)]

    def stem(self) -> dict[str, Any]:
        """What every kind's form has for its body."""
        return {"stem": self.pair("stem"), "policy": self.text("policy")}

    def feedback(self) -> dict[str, Any]:
        """What every kind's form has for its key."""
        return {"feedback": self.pair("feedback")}
