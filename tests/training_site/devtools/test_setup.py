"""./dev setup: which Debian packages it asks for."""

from training_site.devtools import setup


def test_the_font_for_rare_names_is_asked_for_where_it_is_not(monkeypatch):
    monkeypatch.delenv("DECORUM_RARE_FONT", raising=False)
    monkeypatch.setitem(setup.FONT_PACKAGES, "/nowhere/RareFont.ttf", "fonts-of-nowhere")
    assert "fonts-of-nowhere" in setup.missing_packages("base")


def test_a_browser_is_asked_for_where_there_is_none_and_only_to_test(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ("chromium-headless-shell" in setup.missing_packages("dev"), "chromium-headless-shell" in setup.missing_packages("base")) == (True, False)
    whole = tmp_path / "chromium"
    whole.touch(mode=0o755)
    assert ("chromium-headless-shell" in setup.missing_packages("dev"), setup.browser()) == (False, str(whole))


def test_a_font_for_rare_names_of_ones_own_needs_no_package(monkeypatch):
    monkeypatch.setitem(setup.FONT_PACKAGES, "/nowhere/RareFont.ttf", "fonts-of-nowhere")
    monkeypatch.setenv("DECORUM_RARE_FONT", "/srv/fonts/Rare.ttf")
    assert "fonts-of-nowhere" not in setup.missing_packages("base")
