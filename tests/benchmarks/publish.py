"""Publish corrections of single records: one for each line that comes in, and say after each how
many seconds it took."""

import io
import os
import sys
import time
from contextlib import redirect_stdout

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from programs.models import Project  # noqa: E402  # needs the settings
from records.models import User  # noqa: E402
from records.review import workflow  # noqa: E402

people = User.objects.in_bulk(["clerk", "reviewer"], field_name="username")
codes = Project.objects.published().filter(code__startswith="example-").values_list("code")
for _line, (code,) in zip(sys.stdin, codes.iterator(), strict=False):
    project = Project.objects.published().get(code=code)
    draft = workflow.start_correction(project, people["clerk"], "To measure")
    workflow.submit([draft], people["clerk"], "To measure")
    with redirect_stdout(io.StringIO()):  # letters to auditors
        begun = time.perf_counter()
        workflow.publish([draft], people["reviewer"], "To measure")
        seconds = time.perf_counter() - begun
    print(seconds, flush=True)  # noqa: T201
