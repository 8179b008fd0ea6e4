"""Files beside matters: told apart by content, cleaned, bounded, given back as downloads under harmless names."""

import io
import zipfile

import pytest
from PIL import Image

from daoan.edge.uploads import LARGEST_BYTES, SHEET, WORD, clean_name


def image(kind: str = "JPEG", exif: bool = True) -> bytes:
    picture, out = Image.new("RGB", (40, 20), (200, 30, 30)), io.BytesIO()
    tags = Image.Exif()
    if exif:
        tags[0x010F] = "SECRET CAMERA"  # maker
        tags[0x0112] = 6  # turned
        tags.get_ifd(0x8825)[1] = "N"  # place
    picture.save(out, kind, exif=tags)
    return out.getvalue()


def office_file(main: str, *more: str, types: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in (["[Content_Types].xml"] if types else []) + [main, *more]:
            package.writestr(zipfile.ZipInfo(name), "<x/>")  # of a time of its own: tests are named by these bytes
    return out.getvalue()


def send(office, content: bytes, name: str = "file", by: str = "north-lead", matter_id: str | None = None):
    matter_id = matter_id or office.issued()[1]["matter_id"]
    return office.as_(by).post(f"/api/v1/work/{matter_id}/attachments", files={"file": (name, content)})


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_a_camera_writes_into_a_picture_is_gone_and_the_picture_stands_upright(office, kind) -> None:
    raw = image(kind)
    assert b"SECRET CAMERA" in raw
    kept = send(office, raw, "现场 photo.heic")
    assert kept.status_code == 201, kept.text
    assert kept.json()["media_type"] == f"image/{kind.lower()}"
    got = office.as_("commander").get(f"/api/v1/work/attachments/{kept.json()['attachment_id']}")
    assert b"SECRET CAMERA" not in got.content
    picture = Image.open(io.BytesIO(got.content))
    assert picture.size == (20, 40)
    assert dict(picture.getexif()) == {}
    assert got.headers["content-disposition"].startswith("attachment; ")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]
    assert "filename*=UTF-8''%E7%8E%B0%E5%9C%BA%20photo." in got.headers["content-disposition"]


@pytest.mark.parametrize(
    ("content", "media_type", "suffix"),
    [
        (b"%PDF-1.7\n...\n%%EOF\n", "application/pdf", ".pdf"),
        (office_file("word/document.xml"), WORD, ".docx"),
        (office_file("xl/workbook.xml"), SHEET, ".xlsx"),
    ],
)
def test_documents_are_known_by_their_content(office, content, media_type, suffix) -> None:
    kept = send(office, content, "page.html").json()
    assert (kept["media_type"], kept["name"], kept["bytes"]) == (media_type, f"page{suffix}", len(content))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<html><script>alert(1)</script></html>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ\x90\x00",
        b"GIF89a" + b"\0" * 20, b"%PDF-1.7 cut", b"PK\x03\x04 broken", image()[:100], b"\xff\xd8\xff\xe0nothing",
        office_file("word/document.xml", "word/vbaProject.bin"), office_file("word/document.xml", types=False),
        office_file("word/document.xml", "xl/workbook.xml"), office_file("other.xml"),
    ],
)  # fmt: skip
def test_everything_else_is_refused_whatever_it_is_called(office, content) -> None:
    answer = send(office, content, "photo.jpg")
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_packages_that_swell_are_refused(office) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<x/>")
        package.writestr("word/document.xml", b"\0" * (210 * 1024 * 1024))
    assert len(out.getvalue()) < 1_000_000
    assert send(office, out.getvalue()).status_code == 422


def test_what_is_larger_than_its_bound_is_not_read_to_the_end(office) -> None:
    matter_id = office.issued()[1]["matter_id"]
    answer = send(office, b"%PDF-" + b"x" * LARGEST_BYTES + b"%%EOF", matter_id=matter_id)
    assert answer.status_code in (413, 422)

    read = 0

    def endless():
        nonlocal read
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        while read < 5 * LARGEST_BYTES:
            read += 65_536
            yield b"x" * 65_536

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    path = f"/api/v1/work/{matter_id}/attachments"
    assert office.as_("north-lead").post(path, content=endless(), headers=headers).status_code == 413
    assert office.as_("commander").get(f"/api/v1/work/{matter_id}").json()["attachments"] == []


def test_the_same_file_is_kept_once_and_forms_without_one_are_refused(office) -> None:
    matter_id = office.issued()[1]["matter_id"]
    first, again = (send(office, image("PNG"), matter_id=matter_id).json() for _ in range(2))
    assert first["attachment_id"] == again["attachment_id"]
    assert [a["attachment_id"] for a in office.see("commander", matter_id)["attachments"]] == [first["attachment_id"]]
    path = f"/api/v1/work/{matter_id}/attachments"
    browser = office.as_("north-lead")
    assert browser.post(path, json={}).status_code == 422
    assert browser.post(path, files={"other": b"x"}).status_code == 422
    two = browser.post(path, files=[("file", b"%PDF-%%EOF"), ("file", b"%PDF-%%EOF")])
    assert two.status_code == 422


NAMES = [
    ("../../etc/passwd", "passwd.pdf"),
    ("..\\..\\windows\\system32\\evil.exe", "evil.pdf"),
    ("/absolute/报告.pdf", "报告.pdf"),
    ('a"b;c\r\nSet-Cookie: x=1.pdf', "abcSet-Cookie x=1.pdf"),
    ("invoice\u202efdp.exe", "invoicefdp.pdf"),
    ("....", "file.pdf"),
    ("", "file.pdf"),
    ("x" * 500, "x" * 100 + ".pdf"),
    ("a\0b.pdf", "ab.pdf"),
]


@pytest.mark.parametrize(("given", "kept"), NAMES, ids=range(len(NAMES)))
def test_names_lead_nowhere(given, kept) -> None:
    assert clean_name(given, ".pdf").replace(";", "") == kept


def test_a_name_cannot_write_headers_or_paths(office) -> None:
    kept = send(office, b"%PDF-1.7\n%%EOF", '../../a"; filename=evil.html\r\nX: y').json()
    got = office.as_("commander").get(f"/api/v1/work/attachments/{kept['attachment_id']}")
    head = got.headers["content-disposition"]
    assert "\r" not in head
    assert "/" not in kept["name"]
    assert head.count('"') == 2
    assert "x" not in {h.lower() for h in got.headers}
    assert got.headers["content-type"] == "application/pdf"
