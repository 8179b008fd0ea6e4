"""An office's own template, looked at before it is kept: does it open, does it hide anything, is anything missing."""

import io
import zipfile
from dataclasses import dataclass

import docx

from daoan.edge.documents.marks import BLOCKS, FIELDS, REQUIRED, marks_in, paragraphs_of, words_of
from daoan.edge.documents.styles import NAMES, style_id
from daoan.terms.estimates import Text

MOST_UNPACKED = 20 * 1024 * 1024
_STYLES = ("body", "heading", "caption", "picture", "cell", "cellhead", "note", "annexnote", "annexmark", "annextitle")


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """Why a template is not taken."""

    code: str
    message: Text


def check_template(content: bytes, most_kib: int) -> tuple[TemplateFault, ...]:
    """Everything that keeps a template from being used; empty where it can be."""
    if len(content) > most_kib * 1024:
        return (_fault("large", f"the file is larger than {most_kib} KiB", f"文件超过{most_kib} KiB"),)
    faults = _package(content)
    return faults or tuple(_words(content))


def _package(content: bytes) -> tuple[TemplateFault, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(info.file_size for info in packed.infolist()) > MOST_UNPACKED:
                return (_fault("large", "what is packed into the file is too large", "文件解压后过大"),)
            names = packed.namelist()
            if any("vbaProject" in n or "/embeddings/" in n or "/activeX/" in n for n in names):
                return (_fault("macro", "it holds macros or embedded objects", "文件含宏或嵌入对象"),)
            links = [n for n in names if n.endswith(".rels") and b'TargetMode="External"' in packed.read(n)]
            if links:
                return (_fault("link", "it points to files or addresses outside itself", "文件引用外部文件或网址"),)
            if any(
                b"<!DOCTYPE" in packed.read(n) or b"<!ENTITY" in packed.read(n) for n in names if n.endswith(".xml")
            ):
                return (_fault("not_docx", "this is not a plain .docx", "不是有效的docx文件"),)
        docx.Document(io.BytesIO(content))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError):
        return (_fault("not_docx", "this is not a .docx that can be opened", "不是可打开的docx文件"),)
    return ()


def _words(content: bytes) -> list[TemplateFault]:
    paper = docx.Document(io.BytesIO(content))
    found: set[str] = set()
    faults = []
    for paragraph in paragraphs_of(paper):
        for name in marks_in(paragraph):
            if name not in FIELDS | BLOCKS:
                faults.append(_fault("unknown", f"unknown field {{{{{name}}}}}", f"未知字段{{{{{name}}}}}"))
            elif name in BLOCKS and words_of(paragraph).strip() != f"{{{{{name}}}}}":
                faults.append(
                    _fault("alone", f"{{{{{name}}}}} must stand on a line of its own", f"{{{{{name}}}}}须单独成段")
                )
            found.add(name)
        rest = words_of(paragraph)
        if rest.count("{{") != len(marks_in(paragraph)) or rest.count("}}") != len(marks_in(paragraph)):
            faults.append(_fault("open", f"a field is not closed: {rest[:40]}", f"字段括号不完整：{rest[:40]}"))
    for name in REQUIRED:
        if name not in found:
            faults.append(_fault("missing", f"{{{{{name}}}}} is missing", f"缺少{{{{{name}}}}}"))
    known = {style.style_id for style in paper.styles}
    for name in _STYLES:
        if style_id(name) not in known:
            faults.append(_fault("style", f"the style “{NAMES[name]}” is missing", f"缺少样式“{NAMES[name]}”"))
    return faults


def _fault(code: str, en: str, zh: str) -> TemplateFault:
    return TemplateFault(code, Text(en, zh))
