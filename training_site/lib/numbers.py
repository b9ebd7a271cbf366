"""Whole numbers as requests send them."""

LARGEST = 2**63 - 1  # what a column of the database holds


def whole(text: str, most: int = LARGEST) -> int | None:
    """The number that `text` writes in the digits 0 to 9, up to `most`; None for anything else: “²” is a digit to `isdigit`, not to `int`."""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        return None
    number = int(text)
    return number if number <= most else None
