"""The addresses of all pages about formats: what is a word before what may be any id."""

from server.web import (
    format_import,
    format_parts,
    format_preview,
    format_questions,
    format_versions,
    formats,
)

routes = [
    *format_import.routes,
    *format_questions.routes,
    *formats.routes,
    *format_versions.routes,
    *format_preview.routes,
    *format_parts.routes,
]
