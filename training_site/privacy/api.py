"""What other rooms use of privacy."""

from training_site.privacy.correcting import ask_correction
from training_site.privacy.models import CorrectionRequest
from training_site.privacy.retaining import owe_daily

__all__ = ["CorrectionRequest", "ask_correction", "owe_daily"]
