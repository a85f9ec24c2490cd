"""schedule.xml of the conference world (frab, pretalx): written, and read from any of them.

Schema: https://c3voc.de/schedule/schema.xsd. What the format has no place for stands in a processing instruction
before the root, which other readers pass over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lxml import etree

from engines.schedule import voc, voc_reading
from engines.schedule.programme import Programme
from engines.schedule.voc_reading import DAMAGED, DOCTYPE, NO_SCHEDULE, NOT_XML, UnreadableFile

_TARGET = "jejaring"


def write(programme: Programme, addresses: voc.Addresses | None = None) -> bytes:
    """Return the placed sessions as schedule.xml; the same bytes for the same programme."""
    where = addresses or voc.Addresses()
    root = etree.Element("schedule")
    etree.SubElement(root, "generator", name=voc.GENERATOR)
    if where.event:
        _text(root, "url", where.event)
    _text(root, "version", programme.version)
    _conference(root, programme, where)
    halls = voc.labels(programme)
    for index, (day, begins, ends) in enumerate(voc.written_days(programme), start=1):
        node = etree.SubElement(root, "day", index=str(index), date=day.isoformat())
        node.set("start", begins.isoformat())
        node.set("end", ends.isoformat())
        rooms = {label: etree.SubElement(node, "room", name=label, guid=guid) for guid, label in halls.items() if guid}
        for session, entry in voc.entries(programme, day):
            if entry.room not in rooms:
                rooms[entry.room] = etree.SubElement(node, "room", name=entry.room)
            _event(rooms[entry.room], programme, entry, where.of(session))
    extras = json.dumps(voc.extras(programme), ensure_ascii=False, separators=(",", ":")).replace(">", "\\u003e")
    root.addprevious(etree.ProcessingInstruction(_TARGET, extras))
    etree.indent(root)
    return bytes(etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")) + b"\n"


def _conference(root: Any, programme: Programme, where: voc.Addresses) -> None:
    node = etree.SubElement(root, "conference")
    _text(node, "title", programme.name.in_language("id"))
    _text(node, "acronym", voc.acronym(programme))
    _text(node, "start", programme.begins_on.isoformat())
    _text(node, "end", programme.ends_on.isoformat())
    _text(node, "days", len(voc.written_days(programme)))
    _text(node, "timeslot_duration", "00:05")
    if where.event:
        _text(node, "url", where.event)
    _text(node, "time_zone_name", programme.zone)
    for guid, label in voc.track_labels(programme).items():
        if guid:
            etree.SubElement(node, "track", name=label, slug=f"t-{guid}")


def _event(room: Any, programme: Programme, entry: voc.Entry, address: str) -> None:
    node = etree.SubElement(room, "event", id=str(entry.number), guid=entry.guid)
    for name, value in (
        ("room", entry.room),
        ("title", entry.title),
        ("subtitle", entry.subtitle),
        ("type", entry.kind),
        ("date", entry.date),
        ("start", entry.date[11:16]),
        ("duration", entry.duration),
        ("abstract", entry.abstract),
        ("slug", f"{voc.acronym(programme)}-sesi-{entry.number}"),
        ("track", entry.track),
    ):
        _text(node, name, value)
    persons = etree.SubElement(node, "persons")
    for guid, name, _biography in entry.persons:
        etree.SubElement(persons, "person", guid=guid).text = name
    _text(node, "language", entry.language)
    _text(node, "description", entry.description)
    if address:
        _text(node, "url", address)


def _text(parent: Any, name: str, value: object) -> None:
    etree.SubElement(parent, name).text = str(value)


def read(content: bytes) -> voc_reading.Reading:
    """Return what a schedule.xml holds; sessions that cannot be read are its `problems`.

    Nothing is fetched and no entity is resolved. Raises UnreadableFile, with the line, if it is no such file.
    """
    root = _parsed(content)
    if root.tag != "schedule" or root.find("conference") is None:
        raise UnreadableFile(NO_SCHEDULE, root.sourceline)
    conference = root.find("conference")
    days = [found for one in root.iterfind("day") if (found := one.get("date") or (one.get("start") or "")[:10])]
    begins, ends = (days[0], days[-1]) if days else ("", "")
    return voc_reading.read(
        voc_reading.Sheet(
            acronym=_in(conference, "acronym"),
            title=_in(conference, "title"),
            zone=_in(conference, "time_zone_name"),
            begins=_in(conference, "start") or begins,
            ends=_in(conference, "end") or ends,
            version=_in(root, "version"),
            rooms=[(room.get("name", "").strip(), room.get("guid", ""), None) for room in root.iterfind("day/room")],
            tracks=[
                (one.get("name", "").strip(), one.get("slug", "").removeprefix("t-"))
                for one in conference.iterfind("track")
            ],
            entries=[_entry(room, node) for room in root.iterfind("day/room") for node in room.iterfind("event")],
            extras=_extras(root),
        )
    )


def _parsed(content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(NOT_XML, error.lineno or 1, error.msg or "") from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableFile(DOCTYPE)
    return root


def _extras(root: Any) -> Mapping[str, Any] | None:
    node = root.getprevious()
    while node is not None and getattr(node, "target", "") != _TARGET:
        node = node.getprevious()
    if node is None:
        return None
    try:
        found = json.loads(node.text or "")
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(DAMAGED, node.sourceline) from error
    if not isinstance(found, dict):
        raise UnreadableFile(DAMAGED, node.sourceline)
    return found


def _entry(room: Any, node: Any) -> voc.Entry:
    number = node.get("id", "")
    return voc.Entry(
        guid=node.get("guid", "").strip(),
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0,
        room=room.get("name", "").strip(),
        title=_in(node, "title"),
        subtitle=_in(node, "subtitle"),
        track=_in(node, "track"),
        kind=_in(node, "type"),
        language=_in(node, "language"),
        abstract=_in(node, "abstract"),
        description=_in(node, "description"),
        date=_in(node, "date"),
        duration=_in(node, "duration"),
        persons=tuple(
            (one.get("guid") or one.get("id") or "", name, "")
            for one in node.iterfind("persons/person")
            if (name := "".join(one.itertext()).strip())
        ),
        line=node.sourceline,
    )


def _in(node: Any, name: str) -> str:
    """Return the text of a child, or ""."""
    return (node.findtext(name) or "").strip()
