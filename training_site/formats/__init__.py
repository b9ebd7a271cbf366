"""How dates are written where Django's own way is not the house's (English: 26 November 2026, 16:00)."""
