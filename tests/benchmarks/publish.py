"""Publish corrections of single records; say the seconds that each publication took."""

import json
import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from programs.models import Project  # noqa: E402  # needs the settings
from records.models import User  # noqa: E402
from records.review import workflow  # noqa: E402

TIMES = 7
people = User.objects.in_bulk(["clerk", "reviewer"], field_name="username")
found = []
for project in Project.objects.published().filter(code__startswith="example-")[:TIMES]:
    draft = workflow.start_correction(project, people["clerk"], "To measure")
    workflow.submit([draft], people["clerk"], "To measure")
    begun = time.perf_counter()
    workflow.publish([draft], people["reviewer"], "To measure")
    found.append(time.perf_counter() - begun)
print(json.dumps(found))  # noqa: T201
