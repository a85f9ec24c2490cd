"""Who signs: one small interface, and the four ways to fill it.

A signer gives, for an office at a moment, a `Credential`: a certificate, a way to sign with its key, a
time-stamping authority, and what proves both later. JEJARING_SIGNER chooses the way, JEJARING_SIGNER_CONFIG
names its YAML file; docs/documents.md describes both.
"""
