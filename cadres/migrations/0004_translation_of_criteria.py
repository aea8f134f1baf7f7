"""What awaits translation of an assessment. Made beside those who write."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cadres", "0003_decisions_and_days")]

    operations = [
        RemoveIndexConcurrently(model_name="assessment", name="awaits_assessment"),
        AddIndexConcurrently(
            model_name="assessment",
            index=models.Index(condition=models.Q(models.Q(('assessor', ''), models.Q(('assessor_zh', ''), _negated=True)), models.Q(('assessor_zh', ''), models.Q(('assessor', ''), _negated=True)), models.Q(('together_with', ''), models.Q(('together_with_zh', ''), _negated=True)), models.Q(('together_with_zh', ''), models.Q(('together_with', ''), _negated=True)), models.Q(('note', ''), models.Q(('note_zh', ''), _negated=True)), models.Q(('note_zh', ''), models.Q(('note', ''), _negated=True)), models.Q(('criteria', ''), models.Q(('criteria_zh', ''), _negated=True)), models.Q(('criteria_zh', ''), models.Q(('criteria', ''), _negated=True)), _connector='OR'), fields=['id'], name='awaits_assessment'),
        ),
    ]
