from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [
        ("cities", "0003_organisations_by_short_name"),
    ]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="organisation",
            index=GinIndex(
                OpClass(Upper("short_name"), name="gin_trgm_ops"),
                OpClass(Upper("name"), name="gin_trgm_ops"),
                name="organisations_by_part_of_name",
            ),
        ),
    ]
