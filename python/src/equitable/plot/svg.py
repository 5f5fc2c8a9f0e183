"""A figure as one SVG element that can stand inside a page.

Matplotlib writes a whole file, with a style sheet that would reach the rest of the page, with ids that repeat from chart
to chart, and with the time of day. Here these go, and the title and the description come in.
"""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

from matplotlib.figure import Figure

from . import style

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_FONT = re.compile(r"font: (?:(bold|\d{3}) )?([\d.]+)px [^;]*")


def to_svg(figure: Figure, *, title: str, description: str, identity: str) -> str:
    """The figure as SVG, byte for byte the same from run to run; every id begins with `identity`."""
    buffer = io.BytesIO()
    with style.settings():
        figure.savefig(buffer, format="svg", facecolor="none", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    root = ElementTree.fromstring(buffer.getvalue())
    _tidy(root, identity)
    names = (f"{identity}-title", f"{identity}-desc")
    for place, (tag, name, text) in enumerate((("title", names[0], title), ("desc", names[1], description))):
        element = ElementTree.Element(f"{{{_SVG}}}{tag}", {"id": name})
        element.text = text
        root.insert(place, element)
    width, height = (f"{side * 72:.0f}" for side in figure.get_size_inches())
    root.attrib.clear()
    root.attrib.update({
        "viewBox": f"0 0 {width} {height}", "width": width, "height": height, "role": "img", "focusable": "false",
        "aria-labelledby": " ".join(names), "stroke-linejoin": "round", "stroke-linecap": "butt",
    })  # fmt: skip
    ElementTree.register_namespace("", _SVG)
    return re.sub(r">\s+<", "><", ElementTree.tostring(root, encoding="unicode"))


def _tidy(root: ElementTree.Element, identity: str) -> None:
    """Drop metadata, style sheet and idle ids; give the ids that are used a name of their own."""
    used: set[str] = set()
    for element in root.iter():
        for value in element.attrib.values():
            used.update(re.findall(r"url\(#([^)]+)\)", value))
            if value.startswith("#"):
                used.add(value[1:])
    names = {old: f"{identity}-{index}" for index, old in enumerate(_declared(root, used))}
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.endswith("}metadata") or child.tag.endswith("}style") or _empty(child):
                parent.remove(child)
    for element in root.iter():
        if _XLINK in element.attrib:
            element.set("href", element.attrib.pop(_XLINK))
        if element.get("id") not in names:
            element.attrib.pop("id", None)
        for key, value in element.attrib.items():
            if key == "id":
                element.set(key, names[value])
            elif key == "href":
                element.set(key, f"#{names[value[1:]]}")
            else:
                element.set(key, _FONT.sub(_font, re.sub(r"url\(#([^)]+)\)", lambda found: f"url(#{names[found[1]]})", value)))


def _declared(root: ElementTree.Element, used: set[str]) -> list[str]:
    return [name for element in root.iter() if (name := element.get("id")) is not None and name in used]


def _empty(element: ElementTree.Element) -> bool:
    return element.tag.endswith("}defs") and len(element) == 0


def _font(found: re.Match[str]) -> str:
    """The size and the weight; the family is the page's."""
    weight = f"; font-weight: {found[1]}" if found[1] else ""
    return f"font-size: {found[2]}px{weight}"
