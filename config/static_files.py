"""Whether the files that pages need were collected; without them every page would fail."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured


def missing_files() -> str:
    """What is wrong with the collected files, by the name of one; empty where nothing is."""
    collected = staticfiles_storage.hashed_files
    if not collected:
        return "nothing was collected"
    manifest = Path(staticfiles_storage.path(staticfiles_storage.manifest_name))
    made_at = manifest.stat().st_mtime
    for finder in finders.get_finders():
        for name, storage in finder.list(None):
            if name not in collected or not staticfiles_storage.exists(collected[name]):
                return f"{name} is missing"
            if Path(storage.path(name)).stat().st_mtime > made_at:
                return f"{name} is newer than what was collected"
    return ""


def refuse_without_static_files() -> None:
    """Raise ImproperlyConfigured where no file was collected. One that is older still serves."""
    if not staticfiles_storage.hashed_files:
        raise ImproperlyConfigured(
            "The static files were not collected: every page would fail. "
            "Type: deploy/manage collectstatic --noinput"
        )
