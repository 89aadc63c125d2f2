"""Turn the bytes of a YAML file into plain JSON values that know where they stand.

The language is the part of YAML that every reader reads alike: JSON's types, no anchors, no tags,
no directives, no value that YAML 1.1 and 1.2 take for different things. What lies outside is
refused with a stable code, a place and what to write instead.
"""

from checker.yamlsource.document import Document
from checker.yamlsource.reader import DEFAULT, Limits, read_documents

__all__ = ["DEFAULT", "Document", "Limits", "read_documents"]
