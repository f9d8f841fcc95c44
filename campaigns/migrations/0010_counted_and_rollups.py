"""`counted` of the daily counts, and the rollups, filled from what is stored.

On 2 cores a million daily counts take about half a minute; it is one transaction, so an upgrade
that is stopped has changed nothing and starts again.
"""

from collections import defaultdict

import django.db.models.deletion
from django.db import migrations, models

import campaigns.models.counts
import campaigns.models.money

COUNTS = ('impressions', 'clicks', 'installs', 'view_through_installs', 'rejected_installs', 'spend', 'retained_d1', 'retained_d7', 'revenue_d7')
MONEY = ('spend', 'revenue_d7')
PARTS = {
    'StorePageDay': ('store_page_id',),
    'CreativeDay': ('creative_id',),
    'CountryDay': ('country',),
    'CampaignDay': (),
}
REPORTERS = ('network', 'mmp', 'skan')


def rollup(name, key, *parts):
    stem = key.removeprefix('one_')
    told = [part for part, _ in parts]
    field = {True: campaigns.models.money.MoneyField, False: campaigns.models.counts.CountField}
    return migrations.CreateModel(
        name=name,
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('day', models.DateField()),
            ('campaign', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='campaigns.campaign')),
            ('reported_by', models.CharField(max_length=7)),
            ('counted', models.BooleanField()),
            ('reports', models.PositiveSmallIntegerField()),
            *((count, field[count in MONEY](blank=True, null=True)) for count in COUNTS),
            *parts,
        ],
        options={
            'abstract': False,
            'default_permissions': (),
            'indexes': [models.Index(fields=['day'], name=f'{stem}_by_day')],
            'constraints': [models.UniqueConstraint(fields=('campaign', 'day', *told, 'reported_by', 'reports'), name=key)],
        },
    )


def part(to):
    return models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=to)


def fill(apps, schema_editor):
    if not apps.get_model('campaigns', 'DailyCount').objects.exists():
        return
    make(apps, schema_editor, 'CampaignDay')
    decide(apps)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table(apps, schema_editor, 'CampaignDay')}")
    for name in PARTS:
        make(apps, schema_editor, name)


def make(apps, schema_editor, name):
    """The rows of a rollup, as sums of the daily counts that report the same counts."""
    reports = ' + '.join(f'CASE WHEN {count} IS NULL THEN 0 ELSE {1 << place} END' for place, count in enumerate(COUNTS))
    key = ', '.join(('campaign_id', 'day', *PARTS[name], 'reported_by', 'counted'))
    sums = ', '.join(f'SUM({count})' for count in COUNTS)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table(apps, schema_editor, name)} ({key}, reports, {', '.join(COUNTS)}) "
            f"SELECT {key}, {reports}, {sums} FROM {table(apps, schema_editor, 'DailyCount')} "
            f"GROUP BY {key}, {reports}"
        )


def decide(apps):
    """One reporter a network-day is counted: the first of REPORTERS that has any row there."""
    told = defaultdict(lambda: defaultdict(set))
    rows = apps.get_model('campaigns', 'CampaignDay').objects.order_by()
    for *day, reporter, campaign in rows.values_list('campaign__app', 'campaign__network', 'day', 'reported_by', 'campaign').distinct().iterator():
        told[tuple(day)][reporter].add(campaign)
    others = defaultdict(list)
    for (*_, day), said in told.items():
        for reporter in sorted(said, key=REPORTERS.index)[1:]:
            others[reporter, tuple(sorted(said[reporter]))].append(day)
    facts = apps.get_model('campaigns', 'DailyCount').objects
    for (reporter, campaigns_of), days in others.items():
        for start in range(0, len(days), 100):
            facts.filter(campaign__in=campaigns_of, day__in=days[start:start + 100], reported_by=reporter).update(counted=False)


def table(apps, schema_editor, name):
    return schema_editor.quote_name(apps.get_model('campaigns', name)._meta.db_table)


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0009_decisions'),
    ]

    operations = [
        migrations.AddField(
            model_name='dailycount',
            name='counted',
            field=models.BooleanField(db_default=True, default=True, editable=False),
        ),
        rollup('CampaignDay', 'one_campaign_day'),
        rollup('StorePageDay', 'one_store_page_day', ('store_page', part('campaigns.storepage'))),
        rollup('CreativeDay', 'one_creative_day', ('creative', part('campaigns.creative'))),
        rollup('CountryDay', 'one_country_day', ('country', models.CharField(max_length=2))),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
