"""`python -m benchmarks`: every figure with its bar; `--quick` takes fewer rounds."""

from __future__ import annotations

import argparse

from benchmarks import diagnosis, instrumenting, recording, repaint, slider, weight


def main() -> None:
    """Print each figure as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    rounds = 7 if parser.parse_args().quick else 31
    for figures in (
        weight.figures(),
        recording.figures(rounds),
        instrumenting.figures(rounds),
        diagnosis.figures(rounds),
        slider.figures(3 * rounds),
        repaint.figures(),
    ):
        for figure in figures:
            print(figure, flush=True)


if __name__ == "__main__":
    main()
