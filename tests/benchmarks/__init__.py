"""How fast it is, as ratios within one run: `python3 run.py bench`. No part of the test suite."""
