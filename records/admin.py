"""Django looks for a room's staff side here; that of records is a folder."""

from django.contrib import admin
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin  # noqa: F401  # registers itself
from procrastinate.contrib.django.models import ProcrastinateJob

from records.staff import account_admin, feedback_admin, reference_admin, role_admin, upload_admin  # noqa: F401  # each registers its models
from records.staff.desk import remit_admin  # noqa: F401  # registers its model

admin.site.unregister(ProcrastinateJob)  # for operators, in English alone: not for staff
