from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("What and how much: programmes and projects")

    def ready(self):
        from programs.completeness import completeness as draw_completeness
        from programs.intake.notice_taker import TAKER
        from programs.kinds import KINDS
        from programs.progress.submission import BUNDLE
        from programs.progress.withdrawal import LEAVING
        from programs.quality import CHECKS
        from programs.staff.basis_document import BUNDLE as PROJECT_WITH_DOCUMENT
        from programs.staff.home import BEGIN, DUE_REPORTS
        from programs.staff.queues import QUEUES
        from programs.staff.reminders import PROGRESS_DUE
        from programs.totals.standings import differing_standing
        from programs.totals.verification import differing_tally
        from records.imports.takeover.taker import register_taker
        from records.integrity.verification import derived
        from records.notices.topics import register_topics
        from records.quality import completeness
        from records.quality.registry import register
        from records.registry.bundles import register_bundle, register_leaving
        from records.registry.kinds import register_kinds
        from records.review import queues
        from records.review.people.home_parts import register_home_parts

        register(*CHECKS)
        queues.register(*QUEUES)
        register_home_parts(BEGIN, DUE_REPORTS)
        register_topics(PROGRESS_DUE)
        completeness.register(draw_completeness)
        derived.register("tallies", differing_tally)
        derived.register("progress", differing_standing)
        register_kinds(*KINDS)
        register_bundle(BUNDLE)
        register_bundle(PROJECT_WITH_DOCUMENT)
        register_leaving(LEAVING)
        register_taker(TAKER)
