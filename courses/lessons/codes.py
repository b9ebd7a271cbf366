"""Codes of norms as trainers type them."""

import re

NORM_CODE = re.compile(r"N-\d{1,2}\.\d{1,2}-\d{2}")
