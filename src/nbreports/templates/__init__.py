"""Templates: reports whose fields are slots, the built-in ones and those of a folder."""

from __future__ import annotations

from nbreports.templates.template import ENDING, Template, builtin_templates, read_folder, read_template

__all__ = ["ENDING", "Template", "builtin_templates", "read_folder", "read_template"]
