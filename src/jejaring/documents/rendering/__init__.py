"""From an outline to PDF, DOCX and HTML: pure functions of what they are given."""
