"""The admin speaks Chinese also where Wagtail's own catalogue does not."""

import re

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation

CATALOGUES = [
    settings.BASE_DIR / "training_site" / "wagtail_words" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po",
    settings.BASE_DIR / "training_site" / "locale" / "zh_Hans" / "LC_MESSAGES" / "djangojs.po",
]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_words_for_wagtail_hold_no_placeholder_of_their_own(path):
    with path.open("rb") as handle:
        messages = [message for message in read_po(handle, locale="zh_Hans") if message.id]
    assert messages
    for message in messages:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), message.id
        assert set(PLACEHOLDER.findall(" ".join(texts))) <= set(PLACEHOLDER.findall(" ".join(ids))), message.id


def test_wagtails_missing_words_are_chinese_in_the_admin():
    with translation.override("zh-hans"):
        assert translation.gettext("Toggle checks") == "打开或关闭检查"
