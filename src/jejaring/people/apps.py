"""Django's handle on this room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "jejaring.people"

    def ready(self) -> None:
        from allauth.account.decorators import secure_admin_login
        from django.contrib import admin

        from jejaring.people import receivers, registrations

        admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # the one door is ours
        registrations.register()
        receivers.listen()
