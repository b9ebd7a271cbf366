"""Chinese for what Wagtail's own catalogue leaves in English. No code: the last app of all, so that every other catalogue goes before it.

What Django and Wagtail do say in Chinese, but not in this house's words, stands in first/, which goes before their own.

Wagtail reads the words of its scripts from its own package and from LOCALE_PATHS only; these stand in training_site/locale/…/djangojs.po.
"""
