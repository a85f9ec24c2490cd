"""Django's handle on this room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "jejaring.people"

    def ready(self) -> None:
        from allauth.account.decorators import secure_admin_login
        from django.contrib import admin

        from jejaring.kit.doorways import open_doorway
        from jejaring.people import doorways, own_exports, receivers

        admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # the one door is ours
        open_doorway("people.person", doorways.may_see_person)
        open_doorway("notices.webhook", doorways.may_see_webhooks)
        own_exports.offer_own()
        receivers.listen()
