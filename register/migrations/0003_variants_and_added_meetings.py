"""Several originals of one audience, and meetings that the panel's file does not have."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0002_append_only'),
    ]

    operations = [
        migrations.AddField(
            model_name='meetingrow',
            name='added',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='documentrow',
            name='variant',
            field=models.IntegerField(default=0),
        ),
        migrations.RemoveConstraint(
            model_name='documentrow',
            name='document_edition',
        ),
        migrations.AddConstraint(
            model_name='documentrow',
            constraint=models.UniqueConstraint(fields=('meeting', 'kind', 'version', 'audience', 'case', 'variant'), name='document_edition'),
        ),
    ]
