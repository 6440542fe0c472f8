"""Documents on paper: HTML laid out as an official document, written as PDF/A-3u."""

import base64
import gc
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error
from django.template.loader import render_to_string

from enforcement import blobs, law
from enforcement.law.compound import Rows
from enforcement.law.fields import Choice, LongText
from enforcement.law.wording import chinese_day, chinese_moment
from records.contents import Contents
from records.models import Document, Signature

STYLE = Path(__file__).parent / "print.css"
ORDINALS = "一二三四五六七八九十"
SECTION = (LongText,)


@dataclass(frozen=True)
class Block:
    """One field on paper: a line with its label, a headed section, or a table."""

    kind: str
    label: str
    lines: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class SignLine:
    """A place for a signature: the name and day where it is given, blank where it is not."""

    label: str
    name: str = ""
    day: str = ""
    note: str = ""
    image: str = ""
    opinion: str = ""


@dataclass(frozen=True)
class Printed:
    pdf: bytes
    page_count: int


@dataclass(frozen=True)
class Sheet:
    """Everything that a template of the print needs, in words."""

    title: str
    layout: str
    agency: str
    is_draft: bool
    number: str = ""
    addressee: str = ""
    blocks: Sequence[Block] = ()
    opinions: Sequence[SignLine] = ()
    signatures: Sequence[SignLine] = ()
    foot_signers: str = ""
    is_sealed: bool = False
    dated_on: str = ""


def sheet(contents: Contents) -> Sheet:
    """The document as it is to be printed; anything but a final one says 草稿."""
    document, declaration = contents.document, contents.declaration
    addressee = ""
    if declaration.addressee and contents.values.get(declaration.addressee):
        value = contents.values[declaration.addressee]
        addressee = str(value["name"]) if isinstance(value, dict) else str(value)
    parties = [s.label for s in declaration.signers if s.role == "party"]
    return Sheet(
        title=document.title,
        layout=declaration.layout,
        agency=document.dossier.agency.name,
        is_draft=document.state != "final",
        number=document.number,
        addressee=addressee,
        blocks=_blocks(contents),
        opinions=_opinions(contents),
        signatures=_signatures(contents),
        foot_signers=f"{parties[0]}（签名）：" if parties and declaration.layout == "record" else "",
        is_sealed=declaration.is_sealed,
        dated_on=_dated(contents),
    )


def pdf_of(contents: Contents) -> Printed:
    """The document's PDF. Takes some tenths of a second: MUST NOT be called inside a transaction."""
    return render("records/print/document.html", {"sheet": sheet(contents)})


def stored_or_fresh(document: Document) -> bytes:
    """The stored print of a final document; of any other the print as it would be now."""
    if document.pdf is None:
        return pdf_of(Contents.of(document)).pdf
    with blobs.open_stored(document.pdf.sha256) as stream:
        return stream.read()


def render(template: str, context: dict[str, Any]) -> Printed:
    """Any template of the print as PDF/A-3u; it may load nothing but the images that stand in it."""
    import weasyprint  # takes a second to import, which pages without a print need not wait for

    inline_only = weasyprint.urls.URLFetcher(allowed_protocols=["data"])
    html = render_to_string(template, {**context, "style": STYLE.read_text(encoding="utf-8")})
    laid_out = weasyprint.HTML(string=html, url_fetcher=inline_only).render()
    printed = Printed(laid_out.write_pdf(pdf_variant="pdf/a-3u"), len(laid_out.pages))
    del laid_out
    # WeasyPrint leaves cycles: without this a worker grows by megabytes a document
    gc.collect()
    return printed


def cjk_font_present(**kwargs: Any) -> list[CheckMessage]:
    """System check: without a Chinese font every PDF would be written without a single character."""
    if _cjk_fonts():
        return []
    return [
        Error(
            "没有安装中文字体，打印的文书将没有文字。",
            hint="安装字体包 fonts-noto-cjk 后重新启动。",
            id="records.E001",
        )
    ]


@cache
def _cjk_fonts() -> bool:
    try:
        listed = subprocess.run(
            ["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return bool(listed.stdout.strip())


def _blocks(contents: Contents) -> list[Block]:
    found: list[Block] = []
    sections = 0
    for one in contents.declaration.body_fields:
        label = one.label_for(contents.rule_set)
        value = contents.values.get(one.id)
        is_asked = one.is_required(contents.values, contents.rule_set) or not one.required_when
        if not one.is_printed or (value is None and not is_asked):
            continue
        if contents.declaration.layout == "letter":
            if value is None or (one.id == contents.declaration.addressee and one.kind != "party"):
                continue
            if isinstance(one, SECTION):
                label, sections = f"{ORDINALS[sections % 10]}、{label}", sections + 1
        if isinstance(one, Rows) and value:
            head = [column.label for column in one.columns]
            found.append(Block("table", label, head=head, rows=one.cells(value)))
        elif isinstance(one, Choice) and contents.declaration.layout == "table":
            # ☐ and ☑ are in no Chinese font
            options = [f"{'■' if code == value else '□'}{text}" for code, text in one.options]
            found.append(Block("choice", label, lines=options))
        else:
            kind = "section" if isinstance(one, SECTION) else "line"
            found.append(Block(kind, label, lines=one.lines(value)))
    return found


def _opinions(contents: Contents) -> list[SignLine]:
    """One line for each step of the rule set's chain: opinion, name and time as they were given."""
    chain = contents.chain
    if chain is None or contents.declaration.layout != "table":
        return []
    granted = contents.granted
    steps = {step.order: step for step in granted.steps.all()} if granted else {}
    lines = []
    for order, wanted in enumerate(chain.steps, start=1):
        step = steps.get(order)
        label = f"{wanted.label}意见"
        if step is None or step.decided_by is None or step.decided_at is None:
            lines.append(SignLine(label))
            continue
        lines.append(
            SignLine(
                label, step.decided_by.person.name, chinese_moment(step.decided_at), opinion=step.opinion or "同意"
            )
        )
    return lines


def _signatures(contents: Contents) -> list[SignLine]:
    lines: list[SignLine] = []
    for signer in contents.declaration.signers:
        given = [s for s in contents.signatures if s.role == signer.role]
        if signer.role == "officer":
            by_person = {s.person_id: s for s in given}
            wanted = [(f"{signer.label}", by_person.get(o["person"])) for o in contents.officers(signer)]
            lines += [_line(label, signature) for label, signature in wanted or [(signer.label, None)]]
        elif given:
            lines += [_line(signer.label, signature) for signature in given]
        elif contents.asked(signer):
            lines.append(_line(signer.label, None))
    return lines


def _line(label: str, signature: Signature | None) -> SignLine:
    if signature is None:
        return SignLine(label)
    day = chinese_day(law.local_day(signature.signed_at))
    if signature.is_refusal:
        note = f"{signature.name}拒绝签名：{signature.reason}"
        if signature.witness:
            note += f"　见证人：{signature.witness}"
        return SignLine(label, day=day, note=note)
    return SignLine(label, signature.name, day, image=_image(signature))


def _image(signature: Signature) -> str:
    if signature.image is None:
        return ""
    with blobs.open_stored(signature.image.sha256) as stream:
        data = base64.b64encode(stream.read()).decode()
    return f"data:{signature.image.media_type};base64,{data}"


def _dated(contents: Contents) -> str:
    if contents.document.dated_on:
        return chinese_day(contents.document.dated_on)
    return ""
