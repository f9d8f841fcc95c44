"""What is tested here is switched on by SECOND_FACTOR=offered, in a run of its own."""

import os

collect_ignore_glob = [] if os.environ.get("SECOND_FACTOR") else ["test_*.py"]
