"""Without Chromium the browser tests fail, and say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from .chromium import NoChromium, running_browser


def test_without_chromium_a_sentence_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(NoChromium) as reason, running_browser():
        pass
    assert str(reason.value) == (
        "The browser tests need Chromium. On Debian and Ubuntu install it with: "
        "sudo apt-get install chromium. Elsewhere install Chromium or Chrome, "
        "and set CHROMIUM to its path if it is not found."
    )
