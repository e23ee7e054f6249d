"""These programs are run by `test_ten_programs.py`; several fail on purpose, so pytest must not import them."""

collect_ignore_glob = ["*.py"]
