#!/usr/bin/env python3
"""Validates envelopes with libxml2 against the schemas of their WSDL.

    oracle.py CATALOG.csv

Each line on standard input is a JSON request, answered by a line of JSON:

    {"root": PATH, "wrappers": [[[PART, IS_ELEMENT, NAMESPACE, LOCAL], ...], ...], "typed": [[NAMESPACE, LOCAL, NAMESPACE, LOCAL], ...]}
                                                 selects the WSDL for the following requests
    {"envelope": XML, "wrapper": N or null}      validates header, body and fault detail

The answer is {"problem": null} or {"problem": TEXT}. `wrappers` describes the elements of rpc messages, which no schema
declares: a declaration is generated from the parts (WSDL 1.1, 3.5). `typed` lists header blocks and fault details that are
declared by a type, with the name of the type; declarations are generated for them too. Needs: pip install lxml
"""
import csv
import json
import os
import sys
import tempfile
from urllib.parse import unquote

from lxml import etree

XS = "http://www.w3.org/2001/XMLSchema"
XSD = "{%s}" % XS
WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
SOAP = ("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope")
OLD = ("http://www.w3.org/1999/XMLSchema", "http://www.w3.org/2000/10/XMLSchema")
ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
XML = """<xs:schema xmlns:xs="%s" targetNamespace="http://www.w3.org/XML/1998/namespace">
<xs:attribute name="lang" type="xs:string"/><xs:attribute name="base" type="xs:anyURI"/>
<xs:attribute name="space"><xs:simpleType><xs:restriction base="xs:NCName"><xs:enumeration value="default"/>
<xs:enumeration value="preserve"/></xs:restriction></xs:simpleType></xs:attribute><xs:attribute name="id" type="xs:ID"/>
<xs:attributeGroup name="specialAttrs"><xs:attribute ref="xml:base"/><xs:attribute ref="xml:lang"/>
<xs:attribute ref="xml:space"/></xs:attributeGroup></xs:schema>""" % XS


class Schemas:
    """The schema documents reachable from a WSDL, written so that libxml2 finds each by its namespace."""

    def __init__(self, catalog):
        self.catalog = catalog
        self.seen = set()
        self.documents = []  # (namespace, root)
        self.taken = set()  # (namespace, kind, name)
        self.wanted = set()  # namespaces

    def read(self, path, namespace=None):
        path = os.path.normpath(path)
        if (path, namespace) in self.seen or not os.path.isfile(path):
            return
        self.seen.add((path, namespace))
        root = etree.parse(path, etree.XMLParser(resolve_entities=False, huge_tree=True)).getroot()
        if root.tag == XSD + "schema":
            self.schema(root, path, namespace)
            return
        for tag in OLD:
            if next(root.iter("{%s}schema" % tag), None) is not None:
                raise ValueError("a schema of 1999 or 2000")
        for at in root.iter(WSDL + "import"):
            self.follow(at.get("location"), path)
        for types in root.iter(WSDL + "types"):
            for schema in types.iter(XSD + "schema"):
                # As a separate file, a schema needs the prefixes declared on its former ancestors.
                text = etree.tostring(schema, with_tail=False, encoding="utf-8")
                self.schema(etree.fromstring(text, etree.XMLParser(huge_tree=True)), path)
            for at in types.findall(XSD + "import"):
                self.follow(at.get("schemaLocation"), path)

    def follow(self, location, path, namespace=None):
        if not location:
            return
        found = self.catalog.get(location)
        if found is None and "://" not in location:
            found = os.path.join(os.path.dirname(path), unquote(location.split("#")[0]))
        if found is not None:
            self.read(found, namespace)

    def find(self):
        """Reads the schemas that a catalog lists for namespaces without a document."""
        while missing := self.wanted - {namespace for namespace, _ in self.documents} - {None}:
            self.wanted -= missing
            for namespace in sorted(missing & self.catalog.keys()):
                self.read(self.catalog[namespace])

    def schema(self, root, path, namespace=None):
        # An included schema without a namespace adopts that of the including one; libxml2 handles this.
        namespace = root.get("targetNamespace") or namespace or ""
        self.documents.append((namespace, root))
        for wildcard in [*root.iter(XSD + "any"), *root.iter(XSD + "anyAttribute")]:
            # .NET writes an empty list of namespaces with the meaning "any".
            if wildcard.get("namespace") == "":
                del wildcard.attrib["namespace"]
        if ENCODING in root.nsmap.values():
            self.wanted.add(ENCODING)
        for child in list(root):
            if child.tag in (XSD + "include", XSD + "import"):
                inner = namespace if child.tag == XSD + "include" else None
                self.follow(child.get("schemaLocation"), path, inner)
                self.wanted.add(child.get("namespace"))
                if child.tag == XSD + "include" or (child.get("namespace") or "") == namespace:
                    root.remove(child)
            elif child.tag == XSD + "redefine":
                raise ValueError("xs:redefine")

    def write(self, folder, wrappers, typed):
        """Returns a schema that imports all of them."""
        namespaces = {}
        for namespace, _ in self.documents:
            namespaces.setdefault(namespace, "n%d.xsd" % len(namespaces))
        if "http://www.w3.org/XML/1998/namespace" not in namespaces:
            namespaces["http://www.w3.org/XML/1998/namespace"] = "xml.xsd"
            with open(folder + "/xml.xsd", "w") as file:
                file.write(XML)
        parts = {}
        for number, (namespace, root) in enumerate(self.documents):
            for child in list(root):
                if child.get("name") is not None:
                    kind = "type" if child.tag.endswith("Type") else child.tag
                    key = (namespace, kind, child.get("name"))
                    if key in self.taken:
                        root.remove(child)
                    self.taken.add(key)
            known = set()
            for child in root.findall(XSD + "import"):
                target = child.get("namespace") or ""
                known.add(target)
                child.attrib.pop("schemaLocation", None)
                if target in namespaces:
                    child.set("schemaLocation", namespaces[target])
            # Most tools resolve references without an import.
            for target, file in namespaces.items():
                if target not in known and target != namespace:
                    made = etree.Element(XSD + "import", schemaLocation=file)
                    if target:
                        made.set("namespace", target)
                    root.insert(0, made)
            name = "d%d.xsd" % number
            etree.ElementTree(root).write(folder + "/" + name, encoding="utf-8", xml_declaration=True)
            parts.setdefault(namespace, []).append(name)
        for namespace, names in parts.items():
            driver = etree.Element(XSD + "schema", nsmap={"xs": XS})
            if namespace:
                driver.set("targetNamespace", namespace)
            for name in names:
                etree.SubElement(driver, XSD + "include", schemaLocation=name)
            etree.ElementTree(driver).write(folder + "/" + namespaces[namespace])
        top = etree.Element(XSD + "schema", nsmap={"xs": XS}, targetNamespace="urn:wrappers")
        for namespace, file in namespaces.items():
            made = etree.SubElement(top, XSD + "import", schemaLocation=file)
            if namespace:
                made.set("namespace", namespace)
        for number, members in enumerate(wrappers):
            wrap(top, "w%d" % number, members)
        for number, (_, _, namespace, local) in enumerate(typed):
            nsmap = {"t": namespace} if namespace else None
            made = etree.SubElement(top, XSD + "element", nsmap=nsmap, name="t%d" % number)
            made.set("type", ("t:" if namespace else "") + local)
        path = folder + "/all.xsd"
        etree.ElementTree(top).write(path)
        return etree.XMLSchema(etree.parse(path))


def wrap(top, name, members):
    element = etree.SubElement(top, XSD + "element", name=name)
    kind = etree.SubElement(element, XSD + "complexType")
    sequence = etree.SubElement(kind, XSD + "sequence")
    for part, is_element, namespace, local in members:
        nsmap = {"t": namespace} if namespace else None
        what = ("t:" if namespace else "") + local
        if is_element:
            etree.SubElement(sequence, XSD + "element", nsmap=nsmap, ref=what)
        else:
            etree.SubElement(sequence, XSD + "element", nsmap=nsmap, name=part, type=what, form="unqualified")


def problem(schema, typed, xml, wrapper):
    try:
        root = etree.fromstring(xml.encode(), etree.XMLParser(huge_tree=True))
    except etree.XMLSyntaxError as error:
        return "not well-formed: %s" % error
    soap = etree.QName(root).namespace
    if soap not in SOAP:
        return "no envelope"
    header = root.find("{%s}Header" % soap)
    if header is not None and any((text or "").strip() for text in [header.text, *(c.tail for c in header)]):
        return "Header: it holds text"
    fault = root.find("{%s}Body/{%s}Fault" % (soap, soap))
    detail = None if fault is None else next((d for d in (fault.find("detail"), fault.find("{%s}Detail" % soap)) if d is not None), None)
    for part in ("Header", "Body"):
        held = detail if part == "Body" and fault is not None else root.find("{%s}%s" % (soap, part))
        for child in held if held is not None else ():
            if not isinstance(child.tag, str):
                continue
            copy = etree.fromstring(etree.tostring(child, with_tail=False, encoding="utf-8"), etree.XMLParser(huge_tree=True))
            if part == "Body" and wrapper is not None:
                copy.tag = "{urn:wrappers}w%d" % wrapper
            name = etree.QName(child)
            if (part == "Header" or fault is not None) and (name.namespace or "", name.localname) in typed:
                copy.tag = "{urn:wrappers}t%d" % typed[name.namespace or "", name.localname]
            if not schema.validate(copy):
                error = schema.error_log[0]
                return "%s: %s" % (part, error.message)
    return None


def catalog(path):
    folder = os.path.dirname(path)
    if not os.path.isfile(path):
        return {}
    with open(path, newline="") as file:
        return {row["url"]: os.path.join(folder, row["local"]) for row in csv.DictReader(file)}


def load(known, asked):
    schemas = Schemas(known)
    schemas.read(asked["root"])
    schemas.find()
    with tempfile.TemporaryDirectory() as folder:
        return schemas.write(folder, asked["wrappers"], asked["typed"])


def main():
    known = catalog(sys.argv[1])
    schema, typed = None, {}
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if "root" in asked:
                schema = load(known, asked)
                typed = {(namespace, local): number for number, (namespace, local, _, _) in enumerate(asked["typed"])}
                said = None
            else:
                said = problem(schema, typed, asked["envelope"], asked["wrapper"])
        except Exception as error:  # Every error of libxml2 is reported.
            said = "%s: %s" % (type(error).__name__, str(error)[:400])
        print(json.dumps({"problem": said}), flush=True)


main()
