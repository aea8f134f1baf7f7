"""What the worker does for totals and for the pages of data quality."""

from procrastinate.contrib.django import app

from programs.totals import tallies
from records.quality import counts


@app.periodic(cron="* * * * *")
@app.task(queue="totals", queueing_lock="tallies")
def keep_tallies(timestamp: int) -> None:
    """Once a minute: the blocks of tallies that editions since the last time made due."""
    tallies.keep()


@app.periodic(cron="* * * * *")
@app.task(queue="totals", queueing_lock="checks")
def count_findings(timestamp: int) -> None:
    """Once a minute: what the checks find in a new edition of a large ledger or on a new day."""
    counts.store()
