"""Catalogues: nothing is lost when a message moves, nothing is said in two ways, and the house style holds."""

from types import SimpleNamespace

import pytest
from babel.messages.catalog import Catalog

from training_site.lib import catalogues, wording


@pytest.fixture
def rooms(tmp_path):
    """Two empty rooms with a way to write their code and to say what stands in their catalogues."""
    folders = [tmp_path / "low", tmp_path / "high"]
    for folder in folders:
        folder.mkdir()

    def code(room, *messages):
        (folders[room] / "words.py").write_text("".join(f"_({message!r})\n" for message in messages))

    def collect(*chosen):
        return catalogues.Collection(folders).collect([folders[room] for room in chosen])

    def fill(room, **texts):
        path = catalogues.po_file(folders[room])
        content = path.read_text()
        for message, text in texts.items():
            content = content.replace(f'msgid "{message}"\nmsgstr ""', f'msgid "{message}"\nmsgstr "{text}"')
        path.write_text(content)

    def texts(room):
        return {message.id: message.string for message in catalogues.stored(folders[room]) if message.id}

    def obsolete(room):
        return {message.id: message.string for message in catalogues.stored(folders[room]).obsolete.values()}

    return SimpleNamespace(folders=folders, code=code, collect=collect, fill=fill, texts=texts, obsolete=obsolete)


@pytest.mark.parametrize("chosen", [(0, 1), (1, 0), (0,), (1,)])
def test_a_message_that_moves_takes_its_text_along(rooms, chosen):
    rooms.code(0, "Leave", "Stay")
    rooms.collect(0, 1)
    rooms.fill(0, Leave="离开", Stay="留下")
    rooms.code(0, "Stay")
    rooms.code(1, "Leave")
    rooms.collect(*chosen)
    rooms.collect(0, 1)
    assert (rooms.texts(0), rooms.texts(1)) == ({"Stay": "留下"}, {"Leave": "离开"})


def test_a_text_waits_one_collecting_for_its_message(rooms):
    rooms.code(0, "Leave", "Stay")
    rooms.collect(0, 1)
    rooms.fill(0, Leave="离开", Stay="留下")
    rooms.code(0, "Stay")
    rooms.collect(0)
    assert rooms.obsolete(0) == {"Leave": "离开"}
    rooms.code(1, "Leave")
    rooms.collect(1)
    assert rooms.texts(1) == {"Leave": "离开"}


def test_an_obsolete_text_stays_while_a_message_wants_one_and_no_longer(rooms):
    rooms.code(0, "Leave")
    rooms.collect(0, 1)
    rooms.fill(0, Leave="离开")
    rooms.code(0, "Go")
    for _ in range(3):
        assert rooms.collect(0) == {rooms.folders[0]: 1}
    assert rooms.obsolete(0) == {"Leave": "离开"}
    rooms.fill(0, Go="走")
    rooms.collect(0)
    assert (rooms.texts(0), rooms.obsolete(0)) == ({"Go": "走"}, {})


def test_a_message_of_two_rooms_is_asked_for_once(rooms):
    rooms.code(0, "Leave")
    rooms.collect(0)
    rooms.fill(0, Leave="离开")
    rooms.code(1, "Leave")
    assert rooms.collect(1) == {rooms.folders[1]: 0}
    assert rooms.texts(1) == {}


def test_a_plural_takes_a_single_text_only_where_it_fills_in_the_same(rooms):
    rooms.code(0, "%(count)s day", "A day")
    rooms.collect(0)
    rooms.fill(0, **{"%(count)s day": "%(count)s 天", "A day": "一天"})
    (rooms.folders[0] / "words.py").write_text('ngettext("%(count)s day", "%(count)s days", 1)\nngettext("A day", "%(count)s full days", 1)\n')
    rooms.collect(0)
    assert rooms.texts(0) == {("%(count)s day", "%(count)s days"): ("%(count)s 天",), ("A day", "%(count)s full days"): ("",)}


def catalog(*messages):
    """A catalogue of (id, text) or (id, text, context)."""
    made = Catalog(locale="zh_Hans")
    for message, text, *context in messages:
        made.add(message, text, context=context[0] if context else None)
    return made


def test_one_message_with_two_texts_is_named_with_both_places(tmp_path):
    low, high = tmp_path / "low", tmp_path / "high"
    (fault,) = catalogues.clashes({low: catalog(("Kind", "种类")), high: catalog(("Kind", "类别"))})
    assert [word in str(fault) for word in (str(low), str(high), "种类", "类别")] == [True] * 4


@pytest.mark.parametrize("other", [("Kind", "种类"), ("Kind", "题型", "question"), ("Kind", "")])
def test_equal_texts_contexts_and_gaps_are_no_clash(other, tmp_path):
    assert list(catalogues.clashes({tmp_path / "low": catalog(("Kind", "种类")), tmp_path / "high": catalog(other)})) == []


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("%(name)s of %(unit)s", "%(name)s"),
        ("%s of %s", "%s"),
        ("{name}", "{unit}"),
        ("Nothing", "%(name)s"),
        ("%(share)s%%", "%(share)s%"),
        (("%(count)s day", "%(count)s days"), ("天",)),
        (("%(count)s day", "%(count)s days"), ("%(count)s 天", "%(count)s 天")),
        (("%(count)s day", "%(count)s days"), "%(count)s 天"),
    ],
)
def test_a_text_fills_in_what_its_message_fills_in(message, text, tmp_path):
    row = SimpleNamespace(id=message, string=text, context=None)
    assert [str(fault) for fault in catalogues.text_faults(tmp_path, [row])]


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("%(name)s of %(unit)s", "%(unit)s的%(name)s"),
        ("%(share)s%% done", "已完成 %(share)s%%"),
        (("%(count)s day", "%(count)s days"), ("%(count)s 天",)),
        (("One day", "%(count)s days"), ("%(count)s 天",)),
        ("at most 90%", "至多 90%"),
    ],
)
def test_a_good_text_passes(message, text, tmp_path):
    row = SimpleNamespace(id=message, string=text, context=None)
    assert [str(fault) for fault in catalogues.text_faults(tmp_path, [row])] == []


@pytest.mark.parametrize(
    "text",
    [
        "请先登录, 再答题", "已存.", "是否继续?", "共三题(单选)", "第 3题", "共%(x)d题", "达到90%", "PDF文件", "已存！", "已存!",
        "你的考试", "亲，您好", "确定", "取消",
        "按“存” ， 再交", "「存」", '"存"',
    ],
)  # fmt: skip
def test_a_slip_in_chinese_is_seen(text):
    assert list(wording.chinese_slips(text))


@pytest.mark.parametrize(
    "text",
    [
        "请先登录，再答题。", "第 3 题", "共 %(x)d 题", "%(name)s的考试", "16:00 开始", "达到 90%%", "11月26日 周四",
        "2026年11月26日", "<a href=\"/x/\">去答第 22 题</a>",
        "母亲", "礼范 Decorum", "“%(a)s” %(b)s 的版本", "取消报名", "《服务规范》第 3 章（试行）", "N-9.2-01：您好",
    ],
)  # fmt: skip
def test_good_chinese_passes(text):
    assert list(wording.chinese_slips(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Saved — go on",
        "Saved!",
        "the unit's code",
        'the "unit"',
        "Organize it",
        "canceled",
        "The color",
        "Analyze",
        "enrollment",
        "the center",
        "license",
    ],
)
def test_a_slip_in_english_is_seen(text):
    assert list(wording.english_slips(text))


@pytest.mark.parametrize(
    "text",
    [
        "the unit’s code", "File size", "resized", "a prize", "Organise it", "the catalogue", "percent", "licensed",
        "<a class=\"x\">“so”</a>", "a dialogue", "%(percent)s%%",
    ],
)  # fmt: skip
def test_good_english_passes(text):
    assert list(wording.english_slips(text)) == []
