"""What verification says when something does not match."""


class MismatchError(Exception):
    """The ledger differs from what was published; names the first place."""
