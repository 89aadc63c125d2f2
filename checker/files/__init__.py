"""Turn a folder nobody vouches for into bytes that were read whole, from regular files inside it.

No symbolic link is followed below the root, no name leads out of it, nothing that is not a regular
file is opened for reading, and a file that changes meanwhile is refused.
"""

from checker.files.below import FileRefusedError, digest_below, open_below
from checker.files.tree import DEFAULT, FileBytes, Limits, Tree, read_tree

__all__ = [
    "DEFAULT",
    "FileBytes",
    "FileRefusedError",
    "Limits",
    "Tree",
    "digest_below",
    "open_below",
    "read_tree",
]
