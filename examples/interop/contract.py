"""Messages of a WSDL as values: dictionaries by local name, lists, and JSON values for simple types.

An absent member is missing in its dictionary; a nil member is None; bytes are a dictionary with the key `base64`. Reads and
writes XML according to the schemas with lxml, independently of saponify.
"""
from lxml import etree

SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
SOAP = "{http://schemas.xmlsoap.org/wsdl/soap/}"
XSD = "{http://www.w3.org/2001/XMLSchema}"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NUMBERS = ("byte", "short", "int", "long", "unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong")


def is_bytes(value):
    return isinstance(value, dict) and list(value) == ["base64"]


class Contract:
    """The schemas and messages of a WSDL."""

    def __init__(self, path):
        self.root = etree.parse(path).getroot()
        self.types, self.elements = {}, {}
        for schema in self.root.iter(XSD + "schema"):
            namespace = schema.get("targetNamespace")
            for node in schema:
                if node.tag in (XSD + "complexType", XSD + "simpleType"):
                    self.types[namespace, node.get("name")] = node
                elif node.tag == XSD + "element":
                    self.elements[namespace, node.get("name")] = node
        self.messages = {name: (request, reply) for name, request, reply in self.operations()}
        # Names of the headers that each operation declares for request and reply.
        self.headers = {
            operation.get("name"): [
                {header.get("part") for header in operation.findall(f"{WSDL}{side}/{SOAP}header")}
                for side in ("input", "output")
            ]
            for operation in self.root.findall(f"{WSDL}binding/{WSDL}operation")
        }

    def request(self, operation):
        """Returns the body element of an operation's request."""
        return self.messages[operation][0]

    def reply(self, operation):
        """Returns the body element of an operation's reply."""
        return self.messages[operation][1]

    def name(self, node, attribute):
        """Returns the expanded name in an attribute."""
        prefix, _, local = node.get(attribute).rpartition(":")
        return node.nsmap[prefix or None], local

    def target(self, node):
        """Returns the namespace of a global component."""
        return next(node.iterancestors(XSD + "schema")).get("targetNamespace")

    def namespace(self, node):
        """Returns the namespace of an element."""
        qualified = next(node.iterancestors(XSD + "schema")).get("elementFormDefault") == "qualified"
        return self.target(node) if qualified else ""

    def type_of(self, element):
        """Returns the type definition of an element, or the name of a built-in type."""
        if element.get("type") is None:
            return next(child for child in element if child.tag in (XSD + "complexType", XSD + "simpleType"))
        name = self.name(element, "type")
        return name[1] if name[0] == XSD[1:-1] else self.types[name]

    def members(self, definition):
        """Returns the elements of a complex type, those of its bases first."""
        extension = definition.find(f"{XSD}complexContent/{XSD}extension")
        inherited = [] if extension is None else self.members(self.types[self.name(extension, "base")])
        sequence = (definition if extension is None else extension).find(XSD + "sequence")
        return inherited + ([] if sequence is None else sequence.findall(XSD + "element"))

    def operations(self):
        """Yields the name of each operation, with the elements of request and reply."""
        messages = {node.get("name"): node for node in self.root.findall(WSDL + "message")}
        for operation in self.root.findall(f"{WSDL}portType/{WSDL}operation"):
            sides = []
            for side in ("input", "output"):
                message = messages[self.name(operation.find(WSDL + side), "message")[1]]
                part = next(part for part in message.findall(WSDL + "part") if part.get("name") == "parameters")
                sides.append(self.elements[self.name(part, "element")])
            yield operation.get("name"), *sides

    def is_record(self, definition):
        return isinstance(definition, etree._Element) and definition.tag == XSD + "complexType"

    def is_list(self, definition):
        return isinstance(definition, etree._Element) and definition.find(XSD + "list") is not None

    def envelope(self, element, value, headers):
        """Builds a SOAP 1.1 envelope."""
        namespace = self.namespace(element)
        root = etree.Element(f"{{{SOAP_11}}}Envelope", nsmap={"s": SOAP_11, "i": XSI, "t": namespace})
        header = etree.SubElement(root, f"{{{SOAP_11}}}Header")
        for name, content in headers.items():
            self.write(header, self.elements[namespace, name], content)
        self.write(etree.SubElement(root, f"{{{SOAP_11}}}Body"), element, value)
        return root

    def write(self, parent, element, value):
        """Appends a value as one element, or a list as several."""
        for one in value if isinstance(value, list) else [value]:
            node = etree.SubElement(parent, f"{{{self.namespace(element)}}}{element.get('name')}")
            if one is None:
                node.set(f"{{{XSI}}}nil", "true")
            elif is_bytes(one):
                node.text = one["base64"]
            elif isinstance(one, dict):
                for member in self.members(self.type_of(element)):
                    if member.get("name") in one:
                        self.write(node, member, one[member.get("name")])
            else:
                node.text = str(one).lower() if isinstance(one, bool) else str(one)

    def read_envelope(self, root):
        """Returns the headers and the body of an envelope as values."""
        parts = {etree.QName(child).localname: child for child in root}
        blocks = [child for part in ("Header", "Body") for child in parts.get(part, ())]
        values = {}
        for block in blocks:
            name = etree.QName(block)
            values[name.localname] = self.read(self.elements[name.namespace, name.localname], block)
        body = etree.QName(parts["Body"][0]).localname
        return {"body": values.pop(body), "headers": values}

    def read(self, element, node):
        """Returns the value of an element. The schema validator checks the order of members."""
        if node.get(f"{{{XSI}}}nil") == "true":
            return None
        definition = self.type_of(element)
        if not self.is_record(definition):
            text = node.text or ""
            if definition == "base64Binary":
                return {"base64": text}
            if definition == "boolean":
                return {"true": True, "false": False}[text]
            return int(text) if definition in NUMBERS else text
        value = {}
        members = {member.get("name"): member for member in self.members(definition)}
        for child in node:
            name = etree.QName(child).localname
            content = self.read(members[name], child)
            if members[name].get("maxOccurs", "1") == "1":
                value[name] = content
            else:
                value.setdefault(name, []).append(content)
        return value

    def without_nil(self, element, value):
        """Returns the value without nil members that may be absent, and without empty lists."""
        if isinstance(value, list):
            return [self.without_nil(element, one) for one in value]
        if not isinstance(value, dict) or is_bytes(value):
            return value
        left = {}
        for member in self.members(self.type_of(element)):
            content = value.get(member.get("name"))
            if content is None and member.get("minOccurs") == "0" or content == []:
                continue
            left[member.get("name")] = self.without_nil(member, content)
        return left
