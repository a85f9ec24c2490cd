from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="texts",
            field=models.JSONField(default=dict),
        ),
    ]
