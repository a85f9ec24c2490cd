"""The database keeps the ledger: no change, no deletion, and a link for every entry at commit."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only';
END $$;
CREATE TRIGGER ledger_entry_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_link_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_link
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""

# One transaction at a time links its entries, in the moment it commits: the lock is held as
# briefly as can be, and no order of locks taken before can bring about a deadlock. The version of the entry's
# room is written under the same lock, so it makes nobody wait, and once per commit (by the row's xmin and the
# statement's time): a row that one transaction rewrites 100,000 times would take it hours.
# The text must equal jejaring.ledger.queries.canonical_text.
LINK = """
CREATE FUNCTION ledger_link_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before_number bigint;
  before_hash text;
  entry_text text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('jejaring.ledger'));
  SELECT number, hash INTO before_number, before_hash FROM ledger_link ORDER BY number DESC LIMIT 1;
  before_number := coalesce(before_number, 0);
  before_hash := coalesce(before_hash, repeat('0', 64));
  entry_text := concat_ws(E'\\n', NEW.id, to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    NEW.verb, NEW.record_type, NEW.record_id, coalesce(NEW.actor_id::text, ''),
    coalesce(to_char(NEW.decided_on, 'YYYY-MM-DD'), ''), NEW.data);
  INSERT INTO ledger_link (number, entry_id, previous, hash) VALUES (
    before_number + 1, NEW.id, before_hash,
    encode(sha256(convert_to(before_hash || E'\\n' || entry_text, 'UTF8')), 'hex'));
  INSERT INTO ledger_roomversion AS known (room, number, at)
    VALUES (split_part(NEW.verb, '.', 1), before_number + 1, statement_timestamp())
    ON CONFLICT (room) DO UPDATE SET number = EXCLUDED.number, at = EXCLUDED.at
    WHERE known.xmin <> pg_current_xact_id()::xid OR known.at <> EXCLUDED.at;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entry_is_linked AFTER INSERT ON ledger_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_link_entry();
"""

UNDO = """
DROP TRIGGER ledger_entry_is_linked ON ledger_entry;
DROP TRIGGER ledger_link_is_append_only ON ledger_link;
DROP TRIGGER ledger_entry_is_append_only ON ledger_entry;
DROP FUNCTION ledger_link_entry();
DROP FUNCTION ledger_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_first")]
    operations = [migrations.RunSQL(REFUSE + LINK, UNDO)]
