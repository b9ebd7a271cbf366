"""What templates of the doors ask for."""

from django import template
from django.contrib.auth.password_validation import password_validators_help_texts

from training_site.people.deeds import words_for

register = template.Library()
register.filter("deed_words", words_for)


@register.simple_tag
def password_rules() -> list[str]:
    """What a new password must be like, in words."""
    return [str(rule) for rule in password_validators_help_texts()]
