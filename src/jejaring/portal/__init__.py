"""Where people arrive: home, the public register, a city's page, the workroom, the search, and the demo's tour.

The register stands here because it shows members and candidates; a city's page is made of the sections that
rooms register.
"""
