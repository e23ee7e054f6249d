"""How many real shape bugs are found, explained and mended: `python -m benchmarks.corpus PATH`."""
