"""What other rooms use of privacy."""

from training_site.privacy.retaining import owe_daily

__all__ = ["owe_daily"]
