"""A form is shown, sent and refused in one way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from jejaring.kit.components import Button
from jejaring.kit.forms import Done, attempt, form_page, submitted
from jejaring.kit.refusal import Refusal


class Appoint(forms.Form):
    refusal_fields: ClassVar[dict[str, str]] = {"holder": "email"}
    email = forms.EmailField(label="E-mail")
    file = forms.FileField(label="Decree", required=False)


def sent(**values: str) -> tuple[HttpRequest, Appoint]:
    request = RequestFactory().post("/", values)
    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]  # messages need one
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]  # what the middleware sets
    return request, Appoint(request.POST)


def refuse(field: str | None) -> Callable[[], Any]:
    def do() -> None:
        raise Refusal("The office is taken.", field=field)

    return do


def test_a_valid_form_is_done_and_what_the_action_returns_is_kept() -> None:
    request, form = sent(email="a@kota.invalid")
    assert submitted(request, form, lambda: 25) == Done(25)


def test_an_action_that_returns_nothing_is_done_all_the_same() -> None:
    request, form = sent(email="a@kota.invalid")
    assert submitted(request, form, lambda: None) == Done(None)


def test_a_form_with_errors_or_only_looked_at_does_nothing() -> None:
    request, form = sent(email="nobody")
    assert submitted(request, form, lambda: 25) is None
    assert submitted(RequestFactory().get("/"), Appoint(), lambda: 25) is None


@pytest.mark.parametrize(
    ("named", "beside"),
    [("email", "email"), ("holder", "email"), ("seat", "__all__"), (None, "__all__")],
)
def test_a_refusal_stands_beside_its_field_or_on_top(named: str | None, beside: str) -> None:
    request, form = sent(email="a@kota.invalid")
    assert submitted(request, form, refuse(named)) is None
    assert form.errors == {beside: ["The office is taken."]}


def test_an_attempt_says_on_the_next_page_what_became_of_it() -> None:
    request, _form = sent()
    assert attempt(request, lambda: 2, lambda count: f"{count} ended.") == Done(2)
    assert attempt(request, refuse(None), "Never said.") is None
    assert [(one.level_tag, one.message) for one in get_messages(request)] == [
        ("success", "2 ended."),
        ("error", "The office is taken."),
    ]


@pytest.mark.django_db
def test_a_form_page_has_one_form_with_its_button_and_the_way_back() -> None:
    request, form = sent(email="a@kota.invalid")
    crumbs = [("Organisations", "/organisasi/"), ("Kota Padang", "/organisasi/padang/"), ("Appoint", "")]
    page = form_page(request, form, title="Appoint", button="Appoint", crumbs=crumbs, lead="From a day on.")
    text = page.content.decode()
    assert text.count("<h1>Appoint</h1>") == 1
    assert '<span aria-current="page">Appoint</span>' in text
    assert '<form class="form" method="post" novalidate enctype="multipart/form-data">' in text
    assert '<button class="button">Appoint</button>' in text
    assert '<a class="button quiet" href="/organisasi/padang/">' in text


def block(template: str, **values: Any) -> str:
    with override("en"):
        return Template(template).render(Context(values))


def test_a_form_block_takes_several_buttons_and_more_content() -> None:
    buttons = [Button("Send", name="send"), Button("Save", name="save", kind="quiet")]
    page = block(
        "{% form_block form buttons note='At once.' %}<p>More</p>{% endform_block %}", form=Appoint(), buttons=buttons
    )
    assert '<button class="button" name="send" value="1">Send</button>' in page
    assert '<button class="button quiet" name="save" value="1">Save</button>' in page
    assert page.index('name="email"') < page.index("<p>More</p>") < page.index("Send") < page.index("At once.")
    assert "Cancel" not in page


def test_a_form_block_lets_its_content_draw_the_fields() -> None:
    page = block("{% form_block form 'Send' fields=False %}{{ form.email }}{% endform_block %}", form=Appoint())
    assert page.count('name="email"') == 1
    assert 'type="file"' not in page


def test_a_form_that_only_asks_has_no_token() -> None:
    page = block("{% form_block form 'Check' method='get' action='#check' %}{% endform_block %}", form=Appoint())
    assert '<form class="form" method="get" novalidate action="#check">' in page
    assert "csrf" not in page


def test_a_button_that_acts_at_once_is_a_form_of_its_own() -> None:
    page = block("{% post_button '/akhiri/' 'End' said='Firefox' %}", csrf_token="x")
    assert '<form method="post" action="/akhiri/">' in page
    assert '<button class="button quiet">End<span class="said">: Firefox</span></button>' in page


def test_a_button_that_acts_at_once_sends_its_values_with_the_token() -> None:
    page = block(
        "{% post_button '/jam/' 'Next' kind='plain' after='check' form_id='on' day='2019-10-17' %}", csrf_token="x"
    )
    assert page.startswith(
        '<form id="on" method="post" action="/jam/"><input type="hidden" name="csrfmiddlewaretoken" value="x">'
        '<input type="hidden" name="day" value="2019-10-17"><button>Next<svg'
    )


def test_what_is_chosen_now_is_marked_as_pressed() -> None:
    page = block("{% post_button '/peran/' role pressed=True %}", role="Mayor & <liaison>")
    assert '<button class="button quiet" aria-pressed="true">Mayor &amp; &lt;liaison&gt;</button>' in page


def test_a_form_block_takes_buttons_made_in_the_template() -> None:
    page = block(
        "{% button 'Leave' name='next' value=back kind='quiet' action='/keluar/' as leave %}"
        "{% button 'Use a passkey' element_id='key' scripted=True as key %}"
        "{% form_block None leave key action='/masuk/' %}<p>More</p>{% endform_block %}",
        back='/a/?b="c',
    )
    assert page.count("<form") == 1
    leave = 'class="button quiet" name="next" value="/a/?b=&quot;c" formaction="/keluar/"'
    assert f"<button {leave}>Leave</button>" in page
    assert '<button type="button" id="key" class="button">Use a passkey</button>' in page


def test_a_form_that_filters_its_page_asks_by_get_without_a_token() -> None:
    page = block("{% filter_form 'Search' %}<p><input name='q'></p>{% endfilter_form %}", csrf_token="x")
    assert page == (
        '<form class="filters" method="get" role="search"><p><input name=\'q\'></p>'
        '<p><button class="button">Search</button></p></form>'
    )
