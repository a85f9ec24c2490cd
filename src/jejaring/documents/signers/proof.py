"""What proves a configured signer's certificates later, read from its YAML file.

    roots: [root.pem]           root certificates to trust
    chain: [issuing.pem]        certificates between them and the signer's
    crls: [https://…/ca.crl]    revocation lists of every issuer, as files or addresses
    timestamps: own             "own", or the address of an RFC 3161 time-stamping authority

Names of files are relative to the YAML file. Everything is read anew for each signature, so that an operator
can put fresh lists in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import tsp, x509
from django.utils.translation import gettext as _
from pyhanko.sign.signers import Signer as KeyHolder
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, set_tsp_headers

from jejaring.answers import http
from jejaring.answers.errors import AnswerError, Malformed, Unreachable
from jejaring.documents.signers.certificates import lists_in, read_certificates
from jejaring.documents.signers.interface import ClockAway, Credential
from jejaring.documents.signers.own_authority import OwnAuthority
from jejaring.kit.refusal import Refusal, Unavailable

LIST_LIMIT_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Proof:
    """Roots, chain, revocation lists and time stamps of a configured signer."""

    values: dict[str, Any]
    folder: Path
    own: OwnAuthority

    def credential(self, certificate: x509.Certificate, holder: KeyHolder, *, at: datetime) -> Credential:
        """Return certificate and key holder with everything that proves them."""
        clock = self.own.clock_proof(at) if self._own_clock else None
        return Credential(
            certificate=certificate,
            holder=holder,
            timestamper=clock.timestamper if clock else HttpTimeStamper(self.values["timestamps"]),
            roots=(*self._certificates("roots"), *(clock.roots if clock else ())),
            chain=(*self._certificates("chain"), *(clock.chain if clock else ())),
            crls=(*self._crls(), *(clock.crls if clock else ())),
        )

    def roots(self) -> tuple[x509.Certificate, ...]:
        """Return the roots our own verification trusts."""
        return (*self._certificates("roots"), *(self.own.roots() if self._own_clock else ()))

    @property
    def asks_others(self) -> bool:
        """Whether a list or a time stamp is asked for at an address."""
        return not self._own_clock or any(_is_address(source) for source in self.values.get("crls", []))

    @property
    def _own_clock(self) -> bool:
        return bool(self.values.get("timestamps", "own") == "own")

    def _certificates(self, key: str) -> tuple[x509.Certificate, ...]:
        files = self.values.get(key, [])
        return tuple(certificate for file in files for certificate in read_certificates(self.folder / file))

    def _crls(self) -> tuple[asn1_crl.CertificateList, ...]:
        lists: list[asn1_crl.CertificateList] = []
        for source in self.values.get("crls", []):
            data = _fetched(source) if _is_address(source) else (self.folder / source).read_bytes()
            try:
                lists += lists_in(data)
            except Malformed as fault:
                raise Refusal(
                    _("The list of revoked certificates cannot be read. Nothing was signed; tell the operator.")
                ) from fault
        return tuple(lists)


@dataclass(frozen=True, slots=True)
class Configured:
    """What every signer with a YAML file has."""

    proof: Proof
    has_keys = False

    @property
    def asks_others(self) -> bool:
        """Whether the keys are elsewhere, or a list or a time stamp is asked for at an address."""
        return not self.has_keys or self.proof.asks_others

    def roots(self) -> tuple[x509.Certificate, ...]:
        """Return the configured roots."""
        return self.proof.roots()


class HttpTimeStamper(TimeStamper):
    """A time-stamping authority asked by HTTP (RFC 3161)."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko's own
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Ask for a time stamp. Raises ClockAway without an answer, TimestampRequestError for an unusable one."""
        try:
            headers = set_tsp_headers({})
            answer = tsp.TimeStampResp.load(
                await http.ask("POST", self.url, content=req.dump(), headers=headers), strict=True
            )
            _ = answer.native  # asn1crypto reads the rest only now
        except Unreachable as fault:
            raise ClockAway("the time-stamping authority does not answer") from fault
        except (AnswerError, ValueError, TypeError) as fault:
            raise TimestampRequestError("the time-stamping authority gives no time stamp") from fault
        return answer


def _is_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def _fetched(address: str) -> bytes:
    try:
        return http.fetched("GET", address, limit_bytes=LIST_LIMIT_BYTES)
    except AnswerError as fault:
        raise Unavailable(
            _("The list of revoked certificates cannot be fetched. Nothing was signed; try again.")
        ) from fault
