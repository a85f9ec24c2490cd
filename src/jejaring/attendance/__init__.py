"""Who was there: a `Scan` is what a door reported, once per scan; presence in sessions is computed from scans.

A door that was offline reports later; what it could not check then stands with the scan, and conflicts are shown.
"""
