from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("membership", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="bankimport",
            name="encoding",
            field=models.CharField(default="UTF-8", max_length=20, verbose_name="encoding"),
        ),
    ]
