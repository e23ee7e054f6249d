"""One adapter per framework, each the only place that imports it."""
