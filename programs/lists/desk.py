"""The tracking desk: the progress of projects for staff, of the places that each works for."""

from django.contrib import admin
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.lists.standing_list import ProgressList
from programs.lists.standing_table import StandingTable


class DeskTable(StandingTable):
    """The same rows, each with a way to report; its state first, since beside the menu of staff the
    last columns of a wide table are out of sight."""

    class Meta(StandingTable.Meta):
        sequence = ("project", "due_on", "...")

    def render_due_on(self, record):
        state = super().render_due_on(record)
        if not (self.can_report and (record.in_due or record.in_late)):
            return state
        address = reverse("admin:programs_progressreport_due")
        link = '{} <a class="report" href="{}">{}</a>'
        return format_html(link, state, address, _("Write the report"))

    @cached_property
    def can_report(self) -> bool:
        return self.request.user.has_perm("programs.add_progressreport")


class ProgressDesk(ProgressList):
    """The list in the frame of the staff site. Who works for places sees theirs."""

    table_class = DeskTable
    template_name = "admin/programs/progress_desk.html"
    title = gettext_lazy("Tracking desk")
    is_of_edition = False  # of places of a person

    @cached_property
    def of_mine(self) -> bool:
        return bool(self.request.user.places) and not self.request.user.is_superuser

    @property
    def of_some_places(self):
        return self.of_mine or not self.request.user.sees_every_place

    def get_queryset(self):
        user, standings = self.request.user, super().get_queryset()
        return standings.of_places(user.places) if self.of_mine else standings.visible_to(user)

    def get_context_data(self, **kwargs):
        frame = admin.site.each_context(self.request)
        return super().get_context_data(of_mine=self.of_mine, **frame, **kwargs)
