"""Closes the PDF as PDF/A-2u: metadata, colour profile and structure, written with the file."""

from __future__ import annotations

from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

from reports.catalog import KIND_FORMATS
from reports.grid import PAGE_HEIGHT, PAGE_WIDTH
from reports.icc import srgb_profile
from reports.paper import Paper
from reports.pen import Element, Pen

_PRODUCER = "Voice Express"


def close(pen: Pen, paper: Paper) -> bytes:
    """Write metadata and structure, and return the file's bytes."""
    canvas = pen.canvas
    document = canvas._doc
    label = KIND_FORMATS[paper.kind][0]
    canvas.setTitle(paper.title.replace("|", ""))
    canvas.setAuthor(paper.agency)
    canvas.setSubject(label)
    canvas.setCreator(pen.settings.creator)
    canvas.setProducer(_PRODUCER)
    catalog = document._catalog
    catalog.Metadata = _metadata(pen, paper, label)
    catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})
    catalog.StructTreeRoot = _structure(pen)
    if _is_archival(pen):
        # ReportLab's catalog has no such key.
        catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
        catalog.OutputIntents = _output_intents(pen)
    catalog.ViewerPreferences = pdfdoc.PDFDictionary({"DisplayDocTitle": "true"})
    for page in pen.turned_pages:
        # ReportLab would swap the sides of a rotated page's MediaBox: the sheet stays upright.
        turned = document.idToObject[f"Page{page + 1}"]
        turned.Rotate = 90
        turned.MediaBox = pdfdoc.PDFArray([0, 0, PAGE_WIDTH, PAGE_HEIGHT])
    canvas.save()
    return pen.buffer.getvalue()


def _is_archival(pen: Pen) -> bool:
    """Tell whether the file is PDF/A: four-colour red has no place beside an sRGB intent."""
    return pen.settings.ink == "screen"


def _output_intents(pen: Pen) -> pdfdoc.PDFArray:
    """Return the output intent of PDF/A (ISO 19005-2, 6.2.3): all colours are sRGB."""
    profile = pdfdoc.PDFStream(content=srgb_profile())
    profile.filters = [pdfdoc.PDFZCompress]
    profile.dictionary["N"] = 3
    intent = {
        "Type": "/OutputIntent",
        "S": "/GTS_PDFA1",
        "OutputConditionIdentifier": pdfdoc.PDFString("sRGB IEC61966-2.1"),
        "Info": pdfdoc.PDFString("sRGB IEC61966-2.1"),
        "DestOutputProfile": pen.canvas._doc.Reference(profile, "OutputProfile"),
    }
    return pdfdoc.PDFArray([pdfdoc.PDFDictionary(intent)])


def _metadata(pen: Pen, paper: Paper, label: str) -> pdfdoc.PDFStream:
    day = f"{paper.date.isoformat()}T00:00:00+08:00"
    texts = {
        "title": paper.title.replace("|", ""),
        "author": paper.agency,
        "label": label,
        "creator": pen.settings.creator,
        "number": str(paper.number or ""),
    }
    safe = {key: escape(text) for key, text in texts.items()}
    stream = pdfdoc.PDFStream()
    part = _PDFA if _is_archival(pen) else ""
    packet = _XMP.format(kind=paper.kind, day=day, producer=_PRODUCER, part=part, **safe)
    stream.content = packet.encode()
    stream.filters = []
    stream.dictionary["Type"] = "/Metadata"
    stream.dictionary["Subtype"] = "/XML"
    return stream


def _structure(pen: Pen) -> pdfdoc.PDFDictionary:
    """Return the structure tree: every element with its marked content, page by page."""
    document = pen.canvas._doc
    root = pdfdoc.PDFDictionary({"Type": "/StructTreeRoot"})
    parents: dict[int, dict[int, pdfdoc.PDFObjectReference]] = {}
    root_reference = document.Reference(root, "StructTreeRoot")
    root["K"] = _element(pen, pen.root, root_reference, parents)
    nums: list[object] = []
    for page in sorted(parents):
        marks = parents[page]
        _name_parent(document.idToObject[f"Page{page + 1}"], page)
        nums += [page, document.Reference(pdfdoc.PDFArray([marks[i] for i in sorted(marks)]))]
    root["ParentTree"] = document.Reference(pdfdoc.PDFDictionary({"Nums": pdfdoc.PDFArray(nums)}))
    return root


def _name_parent(page: pdfdoc.PDFPage, number: int) -> None:
    """Give the page its place in the parent tree; ReportLab's page has no such key."""
    page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
    page.StructParents = number
    page.Tabs = "/S"


def _element(
    pen: Pen,
    element: Element,
    parent: pdfdoc.PDFObjectReference,
    parents: dict[int, dict[int, pdfdoc.PDFObjectReference]],
) -> pdfdoc.PDFObjectReference:
    document = pen.canvas._doc
    node = pdfdoc.PDFDictionary({"Type": "/StructElem", "S": f"/{element.tag}", "P": parent})
    reference = document.Reference(node)
    kids: list[object] = []
    for page, mark in element.marks:
        page_reference = pdfdoc.PDFObjectReference(f"Page{page + 1}")
        kids.append(pdfdoc.PDFDictionary({"Type": "/MCR", "Pg": page_reference, "MCID": mark}))
        parents.setdefault(page, {})[mark] = reference
    kids += [_element(pen, child, reference, parents) for child in element.children]
    node["K"] = pdfdoc.PDFArray(kids)
    if element.alt:
        node["Alt"] = pdfdoc.PDFString(element.alt)
    return reference


_PDFA = """<pdfaid:part xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">2</pdfaid:part>
<pdfaid:conformance xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">U</pdfaid:conformance>
"""
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:type><rdf:Bag><rdf:li>{kind}</rdf:li></rdf:Bag></dc:type>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{label}</rdf:li></rdf:Alt></dc:description>
<dc:identifier>{number}</dc:identifier>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer>
{part}</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
