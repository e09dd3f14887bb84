"""Reference pictures, compared so that another machine's rasteriser passes and another layout does not.

``NBREPORTS_PICTURES=new pytest tests/browser/test_states.py`` writes them anew; look at each before it is committed.
"""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

import nbreports

FOLDER = Path(__file__).parent / "pictures"
REFRESH = os.environ.get("NBREPORTS_PICTURES") == "new"
COLORS = 64
"""Colours a reference keeps: a few kilobytes each, with no difference to be seen."""
NEAR = 48
"""How much a channel may differ after a little blurring, of 255."""
SHARE = 0.02
"""Share of pixels that may differ more."""
_FONTS = Path(nbreports.__file__).parent / "renderers" / "pdf" / "fonts"


def look() -> str:
    """Return the style sheet of a page that has its picture taken: our own letters, nothing moves, no times."""
    faces = "".join(
        f"@font-face{{font-family:'Noto Sans';font-weight:{weight};src:url(data:font/ttf;base64,{_letters(name)})}}"
        for weight, name in ((400, "NotoSans-Regular.ttf"), (700, "NotoSans-Bold.ttf"))
    )
    return (
        faces
        + ":root{--jp-ui-font-family:'Noto Sans' !important;--jp-code-font-family:'Noto Sans' !important}"
        "*,::before,::after{animation:none !important;transition:none !important;caret-color:transparent !important}"
        ".nbr ::-webkit-scrollbar{display:none}"
        ".nbr-preview-foot [role=status]{visibility:hidden}"
    )


def _letters(name: str) -> str:
    return base64.b64encode((_FONTS / name).read_bytes()).decode()


def difference(name: str, taken: bytes) -> str | None:
    """Return how ``taken`` differs from the reference ``name``, None where it does not; or make the reference."""
    path = FOLDER / f"{name}.png"
    now = Image.open(io.BytesIO(taken)).convert("RGB")
    if REFRESH:
        FOLDER.mkdir(exist_ok=True)
        now.quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)
        return None
    if not FOLDER.exists():
        # panes are still being made: references come when they stand
        return None
    if not path.exists():
        return f"{name}: there is no reference; NBREPORTS_PICTURES=new makes it"
    then = Image.open(path).convert("RGB")
    if now.size != then.size:
        return f"{name}: {now.size} instead of {then.size} pixels"
    apart = ImageChops.difference(_soft(now), _soft(then))
    far = sum(count for level, count in enumerate(_strongest(apart).histogram()) if level > NEAR)
    share = far / (now.width * now.height)
    return None if share <= SHARE else f"{name}: {share:.1%} of the pixels differ"


def _soft(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(1.5))


def _strongest(picture: Image.Image) -> Image.Image:
    """Return the largest of the three channels."""
    red, green, blue = picture.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)
