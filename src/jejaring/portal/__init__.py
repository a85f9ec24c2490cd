"""Where people arrive: home, a city's page, the workroom, and the demo's start page and tour."""
