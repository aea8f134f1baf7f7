"""Django looks for a room's staff side here; that of records is a folder."""

from records.staff import account_admin, feedback_admin, reference_admin, role_admin, upload_admin  # noqa: F401  # each registers its models
