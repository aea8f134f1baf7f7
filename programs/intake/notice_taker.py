"""How notices of counties become projects, as it is registered."""

from programs.intake.choices import complete, gazetteer, needs, propose, untaken
from programs.intake.drafting import draft
from programs.intake.forms import SayingForm
from programs.intake.known_projects import known
from programs.models import Project
from records.imports.takeover.taker import NoticeTaker

TAKER = NoticeTaker(
    model=Project,
    form=SayingForm,
    gazetteer=gazetteer,
    propose=propose,
    complete=complete,
    needs=needs,
    known=known,
    untaken=untaken,
    draft=draft,
)
