"""The people behind the numbers of aid and visits: names that never leave the staff side."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from config.lib.language import plain_text
from programs.models import AidedStudent, Category, Project, VisitedPerson
from records.staff.base import TrackedAdmin
from records.staff.forms import SignedForm

MOST_SUGGESTED = 50
# The kinds of work whose projects are suggested for each kind of person.
WORK = {
    AidedStudent: (Category.STUDENT_AID, Category.SCHOOL_AID),
    VisitedPerson: (Category.VISITS, Category.FIELD_RESEARCH),
}


class SuggestingInput(forms.TextInput):
    """A field that the browser completes from `suggested`: pairs of a value and its name."""

    suggested: tuple[tuple[str, str], ...] = ()

    def render(self, name, value, attrs=None, renderer=None):
        known = f"{attrs['id']}_suggested"
        field = super().render(name, value, {**attrs, "list": known}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', self.suggested)
        return format_html('{}<datalist id="{}">{}</datalist>', field, known, options)


class PrivateForm(SignedForm):
    """A person behind a number. `visible_projects` are those of the user of the form."""

    visible_projects = Project.objects.none()

    class Meta:
        widgets = {"project_code": SuggestingInput}
        help_texts = {"project_code": _("Type a part of its name or code, or choose.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "project_code" not in self.fields:
            return
        suggested = _suggested(self.visible_projects, type(self.instance))
        self.fields["project_code"].widget.suggested = suggested
        if suggested and not self.instance.pk:
            self.initial.setdefault("project_code", suggested[0][0])

    def clean_project_code(self):
        code = self.cleaned_data["project_code"]
        if not self.visible_projects.filter(code=code).exists():
            message = _("There is no project “%(code)s”, or none that you may see.")
            raise ValidationError(message % {"code": code})
        return code


def _suggested(projects, kind: type) -> tuple[tuple[str, str], ...]:
    """The codes and names of the newest projects that such people belong to."""
    fitting = projects.filter(category__in=WORK[kind], superseded_in=None)
    newest = fitting.select_related("county").order_by("-year", "code", "-version")
    names = {
        one.code: f"{plain_text(one)} · {one.year} · {plain_text(one.place_name)}"
        for one in newest[:MOST_SUGGESTED]
    }
    return tuple(names.items())


@admin.register(AidedStudent, VisitedPerson)
class PrivateAdmin(TrackedAdmin):
    form = PrivateForm
    list_display = ("project_code", "name")
    search_fields = ("project_code", "name")

    def get_queryset(self, request):
        """A clerk sees the people of the clerk's own places only."""
        codes = Project.objects.visible_to(request.user).values("code")
        return super().get_queryset(request).filter(project_code__in=codes)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        visible = Project.objects.visible_to(request.user)
        return type(form.__name__, (form,), {"visible_projects": visible})
