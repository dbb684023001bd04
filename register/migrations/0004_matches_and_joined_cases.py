"""Suggested matches of cases with what a person said of them; a finding knows its case."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0003_variants_and_added_meetings'),
    ]

    operations = [
        migrations.CreateModel(
            name='MatchRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.CharField(max_length=12)),
                ('other', models.CharField(max_length=12)),
                ('strength', models.CharField(blank=True, max_length=12)),
                ('reasons', models.JSONField()),
                ('found', models.DateTimeField()),
                ('verdict', models.CharField(blank=True, max_length=12)),
                ('decided', models.DateTimeField(null=True)),
                ('by', models.CharField(blank=True, max_length=40)),
            ],
            options={
                'db_table': 'case_match',
                'indexes': [models.Index(fields=['other'], name='match_other')],
                'constraints': [models.UniqueConstraint(fields=('case', 'other'), name='match_once')],
            },
        ),
        migrations.AddField(
            model_name='caserow',
            name='joined',
            field=models.CharField(blank=True, default='', max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='findingrow',
            name='case',
            field=models.CharField(blank=True, default='', max_length=12),
            preserve_default=False,
        ),
    ]
