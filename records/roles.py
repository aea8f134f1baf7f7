"""Roles: who may do what, as one table. The groups are made after every migration."""

from django.contrib.auth.models import Group, Permission

from records.models import Record, Row

RECORD_ROOMS = ("counties", "cadres", "programs", "records")

# role: (changes records, publishes, changes reference data and accounts)
ROLES = {
    "clerk": (True, False, False),
    "reviewer": (False, True, False),
    "administrator": (False, False, True),
    "auditor": (False, False, False),
}
PRIVATE = {"aidedstudent", "visitedperson"}
READ_ONLY = {"edition", "editionentry", "changeevent", "reviewstep"}


def make_groups(**kwargs) -> None:
    """Create the groups of the table and give them exactly its permissions."""
    for role, powers in ROLES.items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set(filter(None, (_granted(p, *powers) for p in _ours())))


def _ours():
    return Permission.objects.filter(content_type__app_label__in=RECORD_ROOMS).select_related(
        "content_type"
    )


def _granted(permission, records: bool, publishes: bool, reference: bool):
    action, _, name = permission.codename.partition("_")
    model = permission.content_type.model_class()
    if name in PRIVATE:
        return permission if records else None
    if action == "view":
        return permission
    if permission.codename == "add_edition":
        return permission if publishes else None
    if name in READ_ONLY:
        return None
    if name == "staffcomment":
        return permission if action == "add" else None
    is_record = model is not None and issubclass(model, Record | Row)
    return permission if (records if is_record else reference) else None
