"""Shape and meaning of what people type about accounts."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from allauth.socialaccount.models import SocialLogin
from django import forms
from django.contrib.auth import password_validation
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from jejaring.kit import clock
from jejaring.kit.fields import EmailField, LineField, TextField
from jejaring.people import accounts, pdp
from jejaring.people.models import Person

LONGEST_NAME = 100  # of a passkey


class SignInForm(AllauthLoginForm):  # type: ignore[misc]  # allauth has no types
    """Address and password; the link for a forgotten one stands beside the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Stay signed in on this device")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey that signs in alone, unless the box is cleared."""

    name = LineField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("So that you know it again, for example “Office phone”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = _("It may sign me in alone, without password and code")
        self.fields["passwordless"].help_text = _(
            "Clear the box for a security key that cannot ask for a fingerprint or a code."
        )
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """The new name of a passkey."""

    name = LineField(label=_("Name"), max_length=LONGEST_NAME)


class ProfileForm(forms.ModelForm[Person]):
    """Name and language of one's own account."""

    class Meta:
        model = Person
        fields = ("name", "language")
        help_texts = {
            "name": _("As it should appear beside what you do. A role is enough, for example “City liaison”."),
            "language": _("Of notices and e-mail, and of the page after sign-in."),
        }


class InviteForm(forms.Form):
    """Who is invited."""

    email = EmailField(label=_("E-mail address"))
    name = LineField(
        label=_("Name or role"), max_length=200, help_text=_("The invited person can change it when accepting.")
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=Person.Language, help_text=_("The invitation is written in it.")
    )


class NameAndConsentForm(forms.Form):
    """What everyone who accepts an invitation gives: a name and consent."""

    name = LineField(label=_("Name or role"), max_length=200)
    consent = forms.BooleanField(
        label=_("I have read the text above and agree that my data are processed as it says."),
        error_messages={"required": _("An account needs your consent.")},
    )


class AcceptForm(NameAndConsentForm):
    """The answer to an invitation: name, password, consent."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Several words are easier to remember than signs."),
    )
    again = forms.CharField(
        label=_("Password, again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    field_order = ("name", "password", "again", "consent")

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        person = Person(email=self.email, name=self.cleaned_data.get("name", ""))
        password_validation.validate_password(password, person)
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("password") and again != self.cleaned_data["password"]:
            raise forms.ValidationError(_("The two passwords are not the same."))
        return again


class SingleSignOnInvitationForm(NameAndConsentForm):
    """Accepts an invitation by single sign-on.

    allauth's view knows nothing of consent, so the form brings its texts, and asks for the account to be made.
    """

    def __init__(self, *args: Any, sociallogin: SocialLogin, **kwargs: Any) -> None:
        self.sociallogin = sociallogin
        self.texts = [text for text in pdp.current_texts(on=clock.today()) if text.needed]
        invitation = accounts.SingleSignOnAdapter().invitation_for(sociallogin)
        super().__init__(*args, **{**kwargs, "initial": {"name": invitation.name if invitation else ""}})

    def try_save(self, request: HttpRequest) -> tuple[Person, None]:
        return accounts.SingleSignOnAdapter(request).save_user(request, self.sociallogin, form=self), None


class DeletionForm(forms.Form):
    """Asks for one's account to be deleted."""

    reason = TextField(
        label=_("Why"),
        required=False,
        max_length=2000,
        rows=3,
        help_text=_("You need not give a reason. Only the secretariat reads it, and it is deleted with your account."),
    )
    sure = forms.BooleanField(
        label=_("Delete my account"), error_messages={"required": _("Tick this box if you are sure.")}
    )


class FactorResetForm(forms.Form):
    """Whose second factors are to be removed, and why."""

    person = EmailField(label=_("E-mail address of the account"))
    reason = TextField(
        label=_("Why"),
        max_length=2000,
        rows=3,
        help_text=_("What was lost, and how you made sure who is asking: for example a call to a number you know."),
    )

    def clean_person(self) -> Person:
        person = Person.objects.filter(email=self.cleaned_data["person"].strip().lower()).first()
        if person is None:
            raise forms.ValidationError(_("No account has this address."))
        return person
