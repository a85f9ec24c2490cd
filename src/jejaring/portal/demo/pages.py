"""Pages as a client without a browser reads them: the main part's forms, links and texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "img", "br", "hr", "meta", "link", "use", "path", "circle", "source", "wbr", "col"}
QUIET_INPUTS = {"submit", "button", "image", "reset"}


@dataclass(slots=True)
class Field:
    """One control of a form. `options` are the values a choice offers, `chosen` those already marked."""

    name: str
    kind: str
    value: str = ""
    required: bool = False
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Form:
    """A form with its controls by name, and the name and value of its first button."""

    id: str
    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    button: tuple[str, str] | None = None
    button_text: str = ""


class Page(HTMLParser):
    """An HTML page, read once. Only what lies in `main` counts, but for the first `time` of all.

    `links` are addresses with the text of their list item up to them.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.link_ids: dict[str, str] = {}
        self.times: list[str] = []
        self.lead = ""
        self.errors: list[str] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self._form: Form | None = None
        self._field: Field | None = None
        self._text: list[str] = []
        self._item: list[str] = []
        self.feed(html)

    def form(self, form_id: str) -> Form | None:
        return next((form for form in self.forms if form.id == form_id), None)

    @property
    def main_form(self) -> Form | None:
        """The form the page is for: the one with most controls."""
        posted = [form for form in self.forms if form.method == "post"]
        return max(posted, key=lambda form: len(form.fields), default=None)

    # --- reading ------------------------------------------------------------------------------
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append((tag, found))
        if tag == "time":
            self.times.append(found.get("datetime", ""))
        if not self._inside("main"):
            return
        if tag == "form":
            self._form = Form(found.get("id", ""), found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a" and "id" in found:
            self.link_ids[found["id"]] = found.get("href", "")
        elif self._form is not None:
            self._control(tag, found)
        if tag in ("a", "button", "p", "li", "textarea"):
            self._text = []
        if tag == "li":
            self._item = []

    def _control(self, tag: str, found: dict[str, str]) -> None:
        form, name = self._form, found.get("name", "")
        if form is None:
            return
        if tag == "button" and form.button is None and found.get("type", "submit") == "submit":
            form.button = (name, found.get("value", ""))
        elif tag == "input" and name and found.get("type") not in QUIET_INPUTS:
            self._input(form, name, found)
        elif tag in ("textarea", "select") and name:
            self._field = form.fields[name] = Field(name, tag, required="required" in found)
        elif tag == "option" and self._field is not None:
            self._field.options.append(found.get("value", ""))
            if "selected" in found:
                self._field.chosen.append(found.get("value", ""))

    def _input(self, form: Form, name: str, found: dict[str, str]) -> None:
        kind, value = found.get("type", "text"), found.get("value", "")
        if kind in ("radio", "checkbox"):
            group = form.fields.setdefault(name, Field(name, kind))
            group.required = group.required or "required" in found
            group.options.append(value or "on")
            if "checked" in found:
                group.chosen.append(value or "on")
        else:
            form.fields[name] = Field(name, kind, value, "required" in found)

    def handle_endtag(self, tag: str) -> None:
        text = " ".join("".join(self._text).split())
        attrs = self._close(tag)
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._field is not None:
            self._field.value = "".join(self._text).strip("\n")
        elif tag == "a" and "href" in attrs:
            self.links.append((attrs["href"], " ".join("".join(self._item).split())))
        elif tag == "button" and self._form is not None and not self._form.button_text:
            self._form.button_text = text
        elif tag == "p" and attrs.get("class") == "lead":
            self.lead = text
        elif tag == "li" and self._says_error():
            self.errors.append(text)
        if tag in ("textarea", "select"):
            self._field = None

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        self._item.append(data)

    def _close(self, tag: str) -> dict[str, str]:
        """Close the innermost open `tag` and whatever was left open in it; return its attributes."""
        if not self._inside(tag):
            return {}
        while (opened := self._open.pop())[0] != tag:
            pass
        return opened[1]

    def _inside(self, tag: str) -> bool:
        return any(name == tag for name, _attrs in self._open)

    def _says_error(self) -> bool:
        marks = {"form-summary", "errorlist", "error", "toast error"}
        return any(attrs.get("class", "") in marks for _tag, attrs in self._open)
