"""When two spellings count as the same answer."""

import unicodedata

# What people put at the end of a short answer without meaning anything by it.
TRAILING = ".,;:!?。、"


def normalised(text: str) -> str:
    """A spelling in the form in which answers are compared.

    Compatibility forms are folded (NFKC of Unicode Standard Annex 15: full-width digits and letters become plain ones), case
    is folded, white space falls away wherever it stands, and closing punctuation is dropped. "３０ 秒。" and "30秒" are one answer.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Folding case can undo the composed form, so that it is composed once more (UAX 15, section 12).
    joined = "".join(unicodedata.normalize("NFKC", folded).split())
    return joined.rstrip(TRAILING) or joined
