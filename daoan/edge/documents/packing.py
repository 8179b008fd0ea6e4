"""A .docx with nothing of the hour in it: the same content gives the same bytes."""

import io
import re
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can tell
_MOMENTS = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def packed_alike(content: bytes) -> bytes:
    """The same parts in one order, with one time, and without the moments that a writer puts into its properties."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        names = given.namelist()
        for name in sorted(names, key=lambda n: (n != "[Content_Types].xml", n)):
            part = given.read(name)
            if name == "docProps/core.xml":
                part = _MOMENTS.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", part)
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            made.writestr(info, part)
    return out.getvalue()
