"""Public notices (公告公示): what the rules of 2018 require a project to say, and what it lacks."""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from programs.models import Allocation, EducationAid
from records.quality.registry import Offenders, with_references

# How long a notice stands, at the least: the boards of villages and townships have ten days.
NOTICE_DAYS = 10
_NO_PLACE = Q(county=None, town="", town_zh="", village="", village_zh="", place="", place_zh="")
_STUDENTS = EducationAid.objects.filter(project=OuterRef("pk"), student_count__gt=0)
# The field of the form that mends it, what a notice calls it, and when a project lacks it.
REQUIRED = (
    ("title", _("project name"), Q(title="", title_zh="")),
    ("place", _("place of implementation"), _NO_PLACE),
    ("content", _("content"), Q(content="", content_zh="")),
    ("planned_starts", _("beginning of the term"), Q(planned_starts="", starts="")),
    ("planned_ends", _("end of the term"), Q(planned_ends="", ends="")),
    ("implementer", _("implementing unit"), Q(implementer=None)),
    ("responsible_person", _("responsible person"), Q(responsible_person="")),
    (
        "performance_target",
        _("performance target"),
        Q(performance_target="", performance_target_zh=""),
    ),
    (
        "beneficiary_persons",
        _("beneficiaries"),
        Q(beneficiary_persons=None, beneficiary_households=None) & ~Exists(_STUDENTS),
    ),
)


def fields_missing_in_notice(projects: QuerySet, beside: QuerySet):
    for field, name, is_missing in REQUIRED:
        yield _missing(projects.filter(is_missing), field, name)
    yield from _missing_about_money(projects)
    if not any(getattr(settings, f"SUPERVISION_{name}") for name in ("PHONE", "EMAIL", "ADDRESS")):
        yield _missing(projects, "", _("supervision contact"))


def _missing_about_money(projects: QuerySet):
    money = Allocation.objects.filter(project=OuterRef("pk"))
    yield _missing(projects.exclude(Exists(money)), "", _("funding sources and amounts"))
    rows = Allocation.objects.filter(project__in=projects).select_related("project")
    yield Offenders(rows.filter(amount=None), "allocated", lambda row: _named(_("funding amount")))
    nobody = rows.filter(funder=None, coordinator=None)
    yield Offenders(nobody, "funder", lambda row: _named(_("funding source")))


def _missing(projects: QuerySet, field: str, name) -> Offenders:
    return Offenders(with_references(projects), field, lambda row: _named(name))


def _named(name) -> dict[str, object]:
    return {"missing": name}
