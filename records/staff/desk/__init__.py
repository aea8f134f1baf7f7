"""The desk of a member of staff: first page, notices, comments, and the work handed over."""
