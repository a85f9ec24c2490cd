"""The database keeps the released versions of programmes: none is changed, and only an example's are deleted with it."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF NOT EXISTS (SELECT FROM events_event WHERE id = OLD.event_id AND NOT example) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'a released version never changes';
END $$;
CREATE TRIGGER a_released_version_never_changes BEFORE UPDATE OR DELETE ON events_programmeversion
  FOR EACH ROW EXECUTE FUNCTION events_refuse();
CREATE TRIGGER released_versions_are_never_emptied BEFORE TRUNCATE ON events_programmeversion
  FOR EACH STATEMENT EXECUTE FUNCTION events_refuse();
"""
UNDO = """
DROP TRIGGER released_versions_are_never_emptied ON events_programmeversion;
DROP TRIGGER a_released_version_never_changes ON events_programmeversion;
DROP FUNCTION events_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0002_programme")]
    operations = [migrations.RunSQL(REFUSE, UNDO)]
