"""Bytes that stand before the data."""

from __future__ import annotations

from tests.diagnosis.proposals.arrays import first_fix, told


def test_the_header_of_a_file_is_skipped() -> None:
    cell = (
        "raw = bytes(8) + bytes(range(120))\npictures = np.frombuffer(raw, dtype=np.int16)\n"
        "pictures = pictures.reshape(5, 3, 4)"
    )
    assert told(first_fix(cell)) == (
        "Skip the first 8 bytes",
        "pictures = np.frombuffer(raw, dtype=np.int16, offset=8)",
        "There are 4 values more than are needed: what stands before the data, the header, is read along with it.",
    )
