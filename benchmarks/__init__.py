"""Figures that the project keeps an eye on, as ratios measured in one run: `make bench`."""
