"""Publish corrections of single records; say the seconds that each publication took."""

import json
import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from programs.models import Project  # noqa: E402  # needs the settings
from records import review  # noqa: E402
from records.models import User  # noqa: E402

TIMES = 7
people = User.objects.in_bulk(["clerk", "reviewer"], field_name="username")
found = []
for project in Project.objects.published().filter(code__startswith="example-")[:TIMES]:
    draft = review.start_correction(project, people["clerk"], "To measure")
    review.submit([draft], people["clerk"], "To measure")
    begun = time.perf_counter()
    review.publish([draft], people["reviewer"], "To measure")
    found.append(time.perf_counter() - begun)
print(json.dumps(found))  # noqa: T201
