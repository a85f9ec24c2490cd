from __future__ import annotations
import pytest
from django.urls import reverse
from jejaring.kit import clock
from jejaring.registration.models import Registration
from jejaring.certificates.actions import issuing
from tests.factories.certificates import a_hall, AFTER, LAST_DAY
from tests.factories.events import CodeFactory
from allauth.mfa.models import Authenticator
from tests.factories.people import TOTP_SECRET

@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_shots(visit, axe):
    hall = a_hall()
    names = ["Suharto", "Dr. Ir. H. Muhammad Abdurrahman Wahyuningtyas Kusumaningrat, S.T., M.Sc., Ph.D., IPU., AER.", "Maria Goreti", "Budi"]
    people = [hall.person(name=n, sort_name=n, sessions=5-i, name_checked_at=AFTER if i != 2 else None) for i, n in enumerate(names)]
    for one in people:
        CodeFactory(registration=one)
    one = hall.issued(people[0]); hall.sign(one)
    two = hall.issued(people[3])
    s = hall.event.slug
    pages = {
        "list": (reverse("certificates:certificates", args=[s]), hall.manager),
        "template": (reverse("certificates:template", args=[s]), hall.manager),
        "rules": (reverse("certificates:rules", args=[s]), hall.manager),
        "issue": (reverse("certificates:issue", args=[s]), hall.manager),
        "give": (reverse("certificates:give", args=[s, people[2].public_id]), hall.manager),
        "one": (reverse("certificates:certificate", args=[s, one.public_id]), hall.manager),
        "correct": (reverse("certificates:correct", args=[s, one.public_id]), hall.manager),
        "sign": (reverse("certificates:sign", args=[s]), hall.signer),
        "own": (reverse("certificates:own", args=[one.public_id]), None),
        "mine": (reverse("certificates:mine"), hall.manager),
        "verify": (one.document.get_absolute_url(), None),
        "badges": (reverse("registration:badges", args=[s]), hall.manager),
        "print": (reverse("registration:print_badges", args=[s]), hall.manager),
        "code": (reverse("registration:code", args=[s, people[0].codes.first().text]), None),
        "renew": (reverse("registration:renew_code", args=[s, people[0].public_id]), hall.manager),
    }
    if not Authenticator.objects.filter(user=hall.signer).exists():
        Authenticator.objects.create(user=hall.signer, type=Authenticator.Type.TOTP, data={"secret": TOTP_SECRET})
    wrong = []
    for name, (path, person) in pages.items():
        for width, scheme, language in ((1280, "light", "id"), (360, "dark", "en")):
            page = visit(path, language=language, width=width, scheme=scheme, person=person)
            page.screenshot(path=f"/tmp/shots/{name}-{width}.png", full_page=True)
            try:
                axe(page)
            except BaseException as e:
                wrong.append((name, width, str(e)[:300]))
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append((name, width, "scroll"))
    assert wrong == []
