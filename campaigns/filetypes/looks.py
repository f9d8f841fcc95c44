"""What a picture looks like, in 64 bits: two copies of a picture have nearly the same.

The difference hash: the picture in 9 x 8 shades of grey, and of each whether it is darker than the
one to its right (Krawetz, "Kind of Like That", 2013). Needs no model, and survives another size,
another format and another compression.
"""

from typing import BinaryIO

WIDE, HIGH = 9, 8
BITS = (WIDE - 1) * HIGH
LEAST_TOLD = 6
"""A picture of which fewer bits differ is a plain area: it looks like any other."""


def look_of(file: BinaryIO) -> str:
    """The bits of a picture in hexadecimal; "" for what is no picture, or a plain area."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(file) as picture:
            small = picture.convert("RGBA")
            ground = Image.new("RGBA", small.size, "white")
            grey = Image.alpha_composite(ground, small).convert("L").resize((WIDE, HIGH))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return ""
    shades = list(grey.tobytes())
    rows = [shades[start : start + WIDE] for start in range(0, len(shades), WIDE)]
    bits = [left < right for row in rows for left, right in zip(row, row[1:], strict=False)]
    if not LEAST_TOLD <= sum(bits) <= BITS - LEAST_TOLD:
        return ""
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def bits_apart(one: str, other: str) -> int:
    """In how many of 64 bits two looks differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
