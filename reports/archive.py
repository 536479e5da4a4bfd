"""Closes the PDF as PDF/A-2u: metadata, colour profile and structure, written with the file."""

from __future__ import annotations

from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

from reports.catalog import KIND_FORMATS
from reports.grid import PAGE_HEIGHT, PAGE_WIDTH
from reports.icc import srgb_profile
from reports.objects import Written, add, named
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


class _Tree:
    """Writes the structure tree: every element with its marked content, page by page."""

    def __init__(self, pen: Pen) -> None:
        self.document = pen.canvas._doc
        self.pages = [named(self.document, f"Page{page + 1}") for page in range(pen.page)]
        self.parents: list[dict[int, str]] = [{} for _ in self.pages]

    def add(self, element: Element, parent: str) -> str:
        """Write an element and what it holds; return the reference to it."""
        node = Written()
        own = add(self.document, node)
        kids = []
        for page, mark in element.marks:
            kids.append(f"<</MCID {mark} /Pg {self.pages[page]} /Type /MCR>>")
            self.parents[page][mark] = own
        kids += [self.add(child, own) for child in element.children]
        text = f"<</Type /StructElem /S /{element.tag} /P {parent} /K [{' '.join(kids)}]"
        alt = pdfdoc.PDFString(element.alt).format(self.document) if element.alt else b""
        node.content = text.encode() + (b" /Alt " + alt if alt else b"") + b">>"
        return own

    def numbers(self) -> str:
        """Write for each page which element holds which marked content; return the list of them."""
        found = []
        for page, marks in enumerate(self.parents):
            if marks:
                _name_parent(self.document.idToObject[f"Page{page + 1}"], page)
                listed = Written(f"[{' '.join(marks[at] for at in sorted(marks))}]".encode())
                found.append(f"{page} {add(self.document, listed)}")
        return f"[{' '.join(found)}]"


def _structure(pen: Pen) -> Written:
    """Return the structure tree's root."""
    root, tree = Written(), _Tree(pen)
    name = pen.canvas._doc.Reference(root, "StructTreeRoot").name
    top = tree.add(pen.root, named(tree.document, name))
    text = f"<</Type /StructTreeRoot /K {top} /ParentTree <</Nums {tree.numbers()}>>>>"
    root.content = text.encode()
    return root


def _name_parent(page: pdfdoc.PDFPage, number: int) -> None:
    """Give the page its place in the parent tree; ReportLab's page has no such key."""
    page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
    page.StructParents = number
    page.Tabs = "/S"


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
