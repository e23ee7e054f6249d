"""The packed document that the front end reads."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path

from shapeviz.graph.packing import pack

FIXTURE = json.loads((Path(__file__).parents[1] / "fixtures" / "packed.json").read_text("utf-8"))


def test_the_packed_text_is_what_the_front_end_unpacks() -> None:
    assert zlib.decompress(base64.b64decode(FIXTURE["packed"])).decode() == FIXTURE["text"]
    assert zlib.decompress(base64.b64decode(pack(FIXTURE["text"]))).decode() == FIXTURE["text"]


def test_nothing_that_is_packed_means_anything_to_html() -> None:
    assert not set(pack("</script><!-- & \u2028") * 9) & set("<>&\u2028")
