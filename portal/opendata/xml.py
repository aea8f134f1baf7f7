"""XML that is well-formed for any text."""

import re
from xml.etree import ElementTree

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
# XML 1.0 has no way to write these, not even escaped.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """`text` without the characters that XML 1.0 cannot hold."""
    return FORBIDDEN.sub("", text)


def tag(name: str, *inside, **attributes) -> ElementTree.Element:
    """An element: attributes by name ("iso_date" is iso-date, "lang" is xml:lang), then texts and
    elements. What is None is left out."""
    element = ElementTree.Element(name)
    for key, value in attributes.items():
        if value is not None:
            element.set(XML_LANG if key == "lang" else key.replace("_", "-"), clean(str(value)))
    for part in inside:
        if isinstance(part, ElementTree.Element):
            element.append(part)
        elif part is not None:
            element.text = clean(str(part))
    return element


def serialize(element: ElementTree.Element) -> str:
    return ElementTree.tostring(element, encoding="unicode")
