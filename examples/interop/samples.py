#!/usr/bin/env python3
"""Writes sample messages for every operation of a WSDL, using only lxml.

    samples.py SERVICE.wsdl FOLDER

For each operation and variant, FOLDER gets four files: OPERATION.VARIANT.request.xml and .reply.xml with SOAP 1.1
envelopes, and the same values as .json. The samples are independent of saponify, so that they can test it.

Variants: `filled` and `other` have every member, with edge-case values; `nils` has every member, and nil
wherever the schema lets a value be nil at the deepest level; `empty` has every member, without content where that is
legal; `nil` has nil or nothing for each member of the message; `absent` has no member at all. `plain` has every member,
with values that a stack can represent which knows no carriage return, time zone or nil item.
"""
import base64
import itertools
import json
import os
import sys

from contract import XSD, Contract
from lxml import etree

VARIANTS = ("filled", "other", "plain", "nils", "empty", "nil", "absent")
# Maximum recursion depth of a type.
DEPTH = 2

TEXTS = [
    "<&>\"é' 漢字 😀",
    "  outer blanks\t",
    "a\nb\r\nc\rd",
    "]]> <![CDATA[x]]> <!-- y --> <?z?>",
    "&amp;lt; &#65;",
    "\u00a0no-break\u2028line\u0085next\ufeff",
    "0",
    "x" * 3000,
    " ",
    "\n",
]
DATES = [
    "2024-02-29T23:59:59.1234567",
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59.9999999",
    "2024-06-30T12:00:00Z",
    "2024-06-30T12:00:00.5+02:00",
    "1753-01-01T00:00:00.0000001-11:30",
]


def encoded(*values):
    return [{"base64": base64.b64encode(value).decode()} for value in values]


def integers(bits, signed=True):
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    return [high, low, 0, 1, high // 3]


SIMPLE = {
    "string": TEXTS,
    "boolean": [True, False],
    "byte": integers(8),
    "short": integers(16),
    "int": integers(32),
    "long": integers(64),
    "unsignedByte": integers(8, False),
    "unsignedShort": integers(16, False),
    "unsignedInt": integers(32, False),
    "unsignedLong": integers(64, False),
    "dateTime": DATES,
    "base64Binary": encoded(b"\0", bytes(range(256)) * 40, b"\xff\xfe", b"<&>", b"four"),
}
PLAIN = {
    "string": [text for text in TEXTS if "\r" not in text],
    "dateTime": DATES[:3],
}
EMPTY = {"base64Binary": {"base64": ""}, "string": "", "boolean": False, "dateTime": "0001-01-01T00:00:00"}


class Values:
    """Generates values of a variant: dictionaries by local name, lists, and JSON values for simple types."""

    def __init__(self, contract, variant):
        self.contract, self.variant = contract, variant
        shift = 3 if variant == "other" else 0
        kinds = {**SIMPLE, **PLAIN} if variant == "plain" else SIMPLE
        self.cycles = {name: itertools.cycle(values[shift % len(values):] + values[:shift % len(values)])
                       for name, values in kinds.items()}
        self.counter = itertools.count(shift)

    def message(self, element):
        members = self.contract.members(self.contract.type_of(element))
        if self.variant == "absent":
            return {}
        if self.variant == "nil":
            return {member.get("name"): None for member in members if member.get("nillable") == "true"}
        return self.record(members, [])

    def record(self, members, stack):
        value = {}
        for member in members:
            content = self.member(member, stack)
            if content is not Absent:
                value[member.get("name")] = content
        return value

    def member(self, member, stack):
        definition = self.contract.type_of(member)
        if stack.count(definition) >= DEPTH:
            return Absent
        nillable = member.get("nillable") == "true"
        repeated = member.get("maxOccurs", "1") != "1"
        if repeated:
            if self.variant == "empty":
                return []
            items = [self.value(definition, stack) for _ in range(2)]
            return [items[0], None, items[1]] if nillable and self.variant != "plain" else items
        record = self.contract.is_record(definition)
        if nillable and self.variant == "nils" and (not record or next(self.counter) % 5 == 4):
            return None
        # Occasional nil items, in dictionaries too.
        if nillable and self.variant in ("filled", "other") and next(self.counter) % 7 == 6:
            return None
        return self.value(definition, stack)

    def value(self, definition, stack):
        if isinstance(definition, str):
            if self.variant == "empty":
                return EMPTY.get(definition, 0)
            value = next(self.cycles[definition])
            return f"{next(self.counter)}" if definition == "string" and value == "0" else value
        if definition.tag == XSD + "complexType":
            return self.record(self.contract.members(definition), stack + [definition])
        if self.contract.is_list(definition):
            legal = [node.get("value") for node in definition.iter(XSD + "enumeration")]
            if self.variant == "empty":
                return ""
            start = next(self.counter) % len(legal)
            return " ".join((legal[start:] + legal[:start])[: 1 + start])
        legal = [node.get("value") for node in definition.iter(XSD + "enumeration")]
        return legal[next(self.counter) % len(legal)]


Absent = object()


REQUEST_HEADERS = {
    "filled": {
        "ApplicationToken": TEXTS[0],
        "Credentials": {"Ticket": "7T:" + TEXTS[3]},
        "TimeZone": {"SoTimeZoneId": -2147483648, "SoTimeZoneLocationCode": TEXTS[1]},
    },
    "empty": {"ApplicationToken": "", "Credentials": {"Ticket": ""}, "TimeZone": {"SoTimeZoneLocationCode": ""}},
    "nil": {"Credentials": {"Ticket": None}, "TimeZone": {"SoTimeZoneId": 0, "SoTimeZoneLocationCode": None}},
}
EXTRA = [{"Key": "k1", "Value": TEXTS[0]}, {"Key": "k2", "Value": None}]
REPLY_HEADERS = {
    "filled": {
        "ExtraInfo": {"ExtraInfoNameValuePair": EXTRA},
        "Succeeded": True,
        "TimeZone": {"SoTimeZoneId": 2147483647, "SoTimeZoneLocationCode": TEXTS[1]},
    },
    "absent": {"Succeeded": True},
}


def main():
    path, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    contract = Contract(path)
    for name, (request, reply) in contract.messages.items():
        for variant in VARIANTS:
            values = Values(contract, variant)
            for side, element, headers in (
                ("request", request, REQUEST_HEADERS.get(variant, {})),
                ("reply", reply, REPLY_HEADERS.get(variant, {"Succeeded": True})),
            ):
                value = values.message(element)
                declared = contract.headers[name][0 if side == "request" else 1]
                headers = {header: content for header, content in headers.items() if header in declared}
                root = contract.envelope(element, value, headers)
                stem = os.path.join(folder, f"{name}.{variant}.{side}")
                etree.ElementTree(root).write(stem + ".xml", encoding="utf-8", xml_declaration=True)
                with open(stem + ".json", "w", encoding="utf-8") as file:
                    json.dump({"headers": headers, "body": value}, file, ensure_ascii=False)
    print(f"{len(contract.messages)} operations, {len(contract.messages) * len(VARIANTS) * 2} messages")


main()
