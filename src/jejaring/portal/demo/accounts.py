"""The demo's accounts: one per role, named by the role. No persons are invented."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jejaring.cities.models import Office
from jejaring.events.models import Helper

NETWORK, PADANG, KUPANG = "citynet-indonesia", "kota-padang", "kota-kupang"


@dataclass(frozen=True, slots=True)
class Account:
    """One demo account and the office it holds, or its task at the event of 2019.

    `title` is Indonesian, as it stands under a signature.
    """

    key: str
    name: str
    organisation: str
    role: Office.Role | None
    title: str
    does: Promise
    task: str = ""

    @property
    def email(self) -> str:
        return f"{self.key.replace('-', '.', 1)}@contoh.jejaring.id"


ACCOUNTS: tuple[Account, ...] = (
    Account(
        "padang-narahubung",
        "Narahubung Kota Padang",
        PADANG,
        Office.Role.LIAISON,
        "Narahubung Kota Padang",
        _("Expresses the city's interest, calls the departments together, writes the application."),
    ),
    Account(
        "padang-asisten",
        "Asisten Ekbangkesra Kota Padang",
        PADANG,
        Office.Role.ASSISTANT,
        "Asisten Ekbangkesra Kota Padang",
        _("Signs the letter of intent for the city, as on 17 October 2019."),
    ),
    Account(
        "padang-walikota",
        "Wali Kota Padang",
        PADANG,
        Office.Role.HEAD,
        "Wali Kota Padang",
        _("Decides for the city and signs the cooperation agreement."),
    ),
    Account(
        "sekretariat",
        "Sekretariat Citynet Indonesia",
        NETWORK,
        Office.Role.SECRETARIAT,
        "Sekretariat Citynet Indonesia",
        _("Drafts the letters, verifies applications, keeps the register."),
    ),
    Account(
        "presiden",
        "Presiden Citynet Indonesia",
        NETWORK,
        Office.Role.PRESIDENT,
        "Presiden Citynet Indonesia",
        _("Signs for the network."),
    ),
    Account(
        "pengurus",
        "Anggota Pengurus Citynet Indonesia",
        NETWORK,
        Office.Role.EXECUTIVE,
        "Anggota Pengurus Citynet Indonesia",
        _("Decides on applications for the network's executive."),
    ),
    Account(
        "kupang-narahubung",
        "Narahubung Kota Kupang",
        KUPANG,
        Office.Role.LIAISON,
        "Narahubung Kota Kupang",
        _("Represents another member: sees its own city, and nothing of Padang's drafts."),
    ),
    Account(
        "kupang-acara",
        "Manajer acara Kupang 2019",
        NETWORK,
        None,
        "Manajer acara",
        _("Runs the event of October 2019: programme, participants, certificates."),
        Helper.Role.MANAGER,
    ),
    Account(
        "kupang-pintu",
        "Petugas pintu Kupang 2019",
        NETWORK,
        None,
        "Petugas pintu",
        _("Reads badges at the door of the event of October 2019."),
        Helper.Role.STEWARD,
    ),
)
BY_KEY = {account.key: account for account in ACCOUNTS}
HELPERS = tuple(account for account in ACCOUNTS if account.task)
