"""Many rows like one that was made properly, in one statement: for lists that are looked at with three rows and with three hundred."""

from typing import Any

FEW, MANY = 3, 300


def like(row: Any, **changes: Any) -> Any:
    """An unsaved row with the columns of another one, but for its primary key and the changes."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    fresh = type(row)(**values)
    for name, value in changes.items():
        setattr(fresh, name, value)
    return fresh
