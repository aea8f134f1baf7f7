"""Downloads of the application that the tests of the worker serve."""

from contextvars import ContextVar

DOWNLOAD_BYTES = 6 * 1024 * 1024  # more than the buffers of a socket hold
PART = b"0123456789abcdef" * 1024
choices = ContextVar("choices", default="none")


class Download:
    """As Django's streaming responses are: parts, and a mark by which the worker knows them."""

    streaming = True

    def __iter__(self):
        yield choices.get().encode()
        for _part in range(DOWNLOAD_BYTES // len(PART)):
            yield PART


class BrokenDownload(Download):
    def __iter__(self):
        yield PART
        raise RuntimeError("The rows are gone.")
