"""What a file is, told by what stands in it: never by its name, and never by what a browser says.

A file is accepted only where its whole structure holds from the first byte to the last, so that
nothing else hides behind a picture.
"""

from campaigns.filetypes.sniff import KINDS, FileType, NotAccepted, known_suffix, sniff

__all__ = ["KINDS", "FileType", "NotAccepted", "known_suffix", "sniff"]
