"""What the worker does for totals."""

from procrastinate.contrib.django import app

from programs.totals import tallies


@app.periodic(cron="* * * * *")
@app.task(queue="totals", queueing_lock="tallies")
def keep_tallies(timestamp: int) -> None:
    """Once a minute: the blocks of tallies that editions since the last time made due."""
    tallies.keep()
