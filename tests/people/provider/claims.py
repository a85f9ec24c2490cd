"""What the provider says of its people."""

from __future__ import annotations

from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator


class Claims(OAuth2Validator):  # type: ignore[misc]  # the toolkit has no types
    """Address and name; an address that begins with "unverified" is not verified."""

    oidc_claim_scope = OAuth2Validator.oidc_claim_scope | {
        "email": "email",
        "email_verified": "email",
        "name": "profile",
    }

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        email = request.user.email
        return {"email": email, "email_verified": not email.startswith("unverified"), "name": request.user.first_name}
