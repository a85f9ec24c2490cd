"""Files and documents anyone can trust.

A `StoredFile` is an upload kept outside the web root. A `Document` is made from an
`Outline`, rendered to PDF, DOCX and HTML, numbered by its issuer's register, signed, and
verifiable by anyone under an unguessable address. States: draft, issued, replaced, revoked.
"""
