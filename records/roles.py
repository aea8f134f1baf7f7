"""Roles: who may do what, as one table. The groups are made after every migration.

Where: a clerk works for the places assigned to the clerk (`counties.Assignment`); whoever may
"see every place" reads the records of all. Nobody changes a version that is not a draft.
"""

from django.contrib.auth.models import Group, Permission

from records.models import Record, ReferenceVersion, Row, Stable

EVERYTHING = "view add change delete"

ROLES = {
    "clerk": {
        "record": EVERYTHING,
        "reference": EVERYTHING,
        "choice": "view",
        "desk": "view",
        "edition": "view",
        "year": "view",
        "history": "view",
        "upload": "view add",
        "comment": "view add",
        "feedback": "view change",
    },
    "reviewer": {
        "record": "view",
        "reference": "view",
        "choice": "view",
        "desk": "view",
        "edition": "view add",  # to add an edition is to publish or withdraw
        "year": "view",
        "history": "view",
        "upload": "view",
        "comment": "view add",
        "feedback": "view change",
        "place": "see",
    },
    "administrator": {
        "record": "view",
        "reference": EVERYTHING,
        "choice": "view",
        "desk": "view",
        "account": "view add change",  # switched off, never deleted: history names them
        "role-request": "view change",  # asked for on the form of an account
        "assignment": EVERYTHING,
        "sign-in": "view",
        "lockout": "view delete",  # to delete a lockout is to let someone in again
        "edition": "view",
        "year": "view add",
        "history": "view",
        "upload": "view add",
        "comment": "view add",
        "feedback": "view change",
        "place": "see",
    },
    "auditor": {
        "record": "view",
        "reference": "view",
        "choice": "view",
        "desk": "view",
        "account": "view",
        "role-request": "view",
        "assignment": "view",
        "sign-in": "view",
        "lockout": "view",
        "edition": "view",
        "year": "view",
        "history": "view",
        "upload": "view",
        "comment": "view",
        "feedback": "view",
        "place": "see",
    },
    # Given beside another role: the names behind the numbers of people.
    "private-data": {"private": EVERYTHING},
}

ROOMS = ("counties", "cadres", "programs", "records")
KINDS = {
    "user": "account",
    "rolerequest": "role-request",
    "assignment": "assignment",
    "reviewremit": "assignment",
    "edition": "edition",
    "editionentry": "edition",
    "changeevent": "history",
    "reviewstep": "history",
    "yearstep": "year",
    "approvallimit": "year",
    "secondfactorrule": "assignment",
    "signin": "sign-in",
    "failedsignin": "sign-in",
    "lockout": "lockout",
    "upload": "upload",
    "uploadedversion": "upload",
    "storedfile": "upload",
    "staffcomment": "comment",
    "feedback": "feedback",
    "standing": "desk",
    "aidedstudent": "private",
    "visitedperson": "private",
}


def kind_of_model(model) -> str:
    """The row of the table that a model falls under: of reference data, versions are drafted, and
    what they describe is chosen from in other forms."""
    if issubclass(model, Record | Row):
        record = model.owner_model() if issubclass(model, Row) else model
        return "reference" if issubclass(record, ReferenceVersion) else "record"
    return "choice" if issubclass(model, Stable) else KINDS.get(model._meta.model_name, "derived")


def make_groups(**kwargs) -> None:
    """Create the groups of the table and give them exactly its permissions."""
    permissions = Permission.objects.filter(content_type__app_label__in=ROOMS)
    ours = [p for p in permissions.select_related("content_type") if p.content_type.model_class()]
    for role, powers in ROLES.items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set(p for p in ours if _is_granted(p, powers))


def _is_granted(permission, powers: dict[str, str]) -> bool:
    action, _, name = permission.codename.partition("_")
    kind = (
        "place" if name == "every_place" else kind_of_model(permission.content_type.model_class())
    )
    return action in powers.get(kind, "").split()
