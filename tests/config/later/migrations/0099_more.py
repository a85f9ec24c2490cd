"""A column, an index, another type, a program and a table that is gone: one of each that an upgrade forecasts."""

from pkgutil import iter_modules
from typing import Any, ClassVar

from django.db import migrations, models

from jejaring.setup.migrations import __path__ as own


def name_the_first(apps: Any, schema_editor: Any) -> None:
    apps.get_model("setup", "Release").objects.filter(note="").update(note="brought over")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("setup", max(module.name for module in iter_modules(own)))]
    operations: ClassVar = [
        migrations.CreateModel("Note", [("id", models.BigAutoField(primary_key=True)), ("text", models.TextField())]),
        migrations.AddIndex("note", models.Index("text", name="notes_by_text")),
        migrations.AddField("release", "note", models.TextField(default="")),
        migrations.AlterField("confirmation", "line", models.TextField(db_index=True)),
        migrations.RunPython(name_the_first, migrations.RunPython.noop),
    ]
