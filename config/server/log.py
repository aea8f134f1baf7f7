"""Where the lines of gunicorn itself go: to the log of the site."""

from gunicorn.glogging import Logger


class Log(Logger):
    """What gunicorn says goes where all else goes (`config/logs.py`): to the console in the form of
    the site, and errors to those who run it: a worker that was killed or stood still, for one. It
    comes after Django's own set-up, which the first process loads (`preload_app`); before it, and
    without Django, Python writes warnings and errors to the console."""

    def setup(self, cfg):
        super().setup(cfg)
        if cfg.errorlog == "-":
            self.error_log.handlers.clear()
            self.error_log.propagate = True
