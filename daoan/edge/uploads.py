"""Files that people hand in: told apart by their content, cleaned of what cameras write into them, named harmlessly.

In: a name and bytes as they came. Out: what is kept, or :class:`~daoan.terms.errors.InputError`.
"""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from daoan.terms.errors import InputError

LARGEST_BYTES = 10 * 1024 * 1024
LARGEST_PIXELS = 60_000_000
LARGEST_UNPACKED_BYTES, MOST_PARTS = 200 * 1024 * 1024, 5_000
LONGEST_NAME = 100

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf",
    WORD: ".docx", SHEET: ".xlsx",
}  # fmt: skip
_MAIN_PARTS = {"word/document.xml": WORD, "xl/workbook.xml": SHEET}
_IMAGES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_REFUSED = "only JPEG, PNG, WebP, PDF, Word (docx) and Excel (xlsx) files are kept 仅支持图片、PDF、docx、xlsx"
#: Besides what file systems forbid: characters that turn the direction of writing, so that a name reads otherwise.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it is kept."""

    name: str
    media_type: str
    content: bytes


def clean_upload(name: str, content: bytes) -> Upload:
    """The file as it is kept. Raises :class:`InputError` where its content is of no kind that is kept."""
    if not content:
        raise InputError("the file is empty 文件为空")
    if len(content) > LARGEST_BYTES:
        raise InputError(f"a file may have {LARGEST_BYTES // 1024 // 1024} MiB 文件过大")
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise InputError("the PDF is cut off 文件不完整")
        media_type = "application/pdf"
    elif content.startswith(b"PK\x03\x04"):
        media_type = _office_type(content)
    else:
        media_type, content = _clean_image(content)
    return Upload(clean_name(name, SUFFIXES[media_type]), media_type, content)


def clean_photo(content: bytes, most_bytes: int, most_side: int) -> Upload:
    """A photo as it is kept: a picture anew from its pixels, small by bytes and sides. Raises :class:`InputError`.

    ``most_side``: of the longer side, px; looked at before a pixel is unpacked, since anybody may send one.
    """
    if len(content) > most_bytes:
        raise InputError("this photo is too large 照片过大")
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as image:
            side = max(image.size)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise InputError("this is no photo: JPEG, PNG or WebP 仅支持 JPEG、PNG、WebP 照片") from None
    if side > most_side:
        raise InputError("this photo has too many pixels 照片尺寸过大")
    return clean_upload("photo", content)


def clean_name(name: str, suffix: str) -> str:
    """The last part of a file's name, without what a file system or a reader could be misled by, with its suffix."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    stem = _FORBIDDEN.sub("", last)
    stem = "".join(c for c in stem if not unicodedata.category(c).startswith("C"))
    stem = stem.rsplit(".", 1)[0] if "." in stem else stem
    return (stem.strip(". ")[:LONGEST_NAME].strip(". ") or "file") + suffix


def _office_type(content: bytes) -> str:
    """Word or Excel, by the parts of the package. Macros, passwords and packages that swell are refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise InputError(_REFUSED) from None
    names = {part.filename for part in parts}
    found = [kind for part, kind in _MAIN_PARTS.items() if part in names]
    if "[Content_Types].xml" not in names or len(found) != 1:
        raise InputError(_REFUSED)
    if any(name.lower().endswith("vbaproject.bin") for name in names) or any(part.flag_bits & 1 for part in parts):
        raise InputError("documents with macros or a password are not kept 不接受含宏或加密的文件")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED_BYTES:
        raise InputError("the document unpacks to more than is kept 文件展开后过大")
    return found[0]


def _clean_image(content: bytes) -> tuple[str, bytes]:
    """An image anew from its pixels: place, camera and comments are gone, and whatever hid behind the picture."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > LARGEST_PIXELS:
                raise InputError(f"an image may have {LARGEST_PIXELS // 1_000_000} million pixels 图片过大")
            kind = image.format or ""
            upright = image.getexif().get(0x0112, 1) in (0, 1)
            image.load()
            kept: Image.Image = image if upright else ImageOps.exif_transpose(image)
            see_through = kept.info.get("transparency")
            kept.info = {} if see_through is None or kind != "PNG" else {"transparency": see_through}
            out = io.BytesIO()
            if kind in ("JPEG", "MPO"):
                kept.save(out, "JPEG", quality="keep" if kind == "JPEG" and upright else 92)
            elif kind == "PNG":
                kept.save(out, "PNG", exif=b"")
            else:
                kept.save(out, "WEBP", quality=92, exif=b"", xmp=b"")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise InputError(_REFUSED) from None
    return _IMAGES[kind], out.getvalue()
