"""The database keeps the released versions of programmes: none is changed or deleted."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a released version never changes';
END $$;
CREATE TRIGGER a_released_version_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON events_programmeversion
  FOR EACH STATEMENT EXECUTE FUNCTION events_refuse();
"""
UNDO = """
DROP TRIGGER a_released_version_never_changes ON events_programmeversion;
DROP FUNCTION events_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0002_programme")]
    operations = [migrations.RunSQL(REFUSE, UNDO)]
