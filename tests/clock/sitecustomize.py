"""The clock of the tests in each Python that a test starts, which imports this before all else."""

import os
from datetime import datetime

import time_machine

time_machine.travel(datetime.fromisoformat(os.environ["TESTS_NOW"])).start()
