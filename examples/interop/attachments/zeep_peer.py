"""zeep as the archive's client and as its server:

    zeep_peer.py call WSDL URL
    zeep_peer.py serve WSDL PORT

zeep reads MTOM and SOAP with Attachments, and sends no attachments. As a client it wraps each envelope in a multipart
message, which makes the server answer with MTOM. zeep has no server: requests are read as if they were replies, by a
contract in which input and output of each operation are exchanged.
"""

import http.server
import io
import sys
import types

import lxml.etree
import zeep
from zeep.transports import Transport

NS = "urn:saponify:archive"
WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
SOAP = "{http://schemas.xmlsoap.org/wsdl/soap/}"
MIME = "{http://schemas.xmlsoap.org/wsdl/mime/}"
ROOT = b'Content-Type: application/xop+xml; charset=UTF-8; type="text/xml"\r\nContent-ID: <root>\r\n\r\n'
RELATED = 'multipart/related; type="%s"; start="<root>"; start-info="text/xml"; boundary=b'


def check(feature, direction, step, holds):
    print("passed" if holds else "FAILED", "zeep", feature, direction, step, sep="\t", flush=True)


def contract(path, *, exchanged):
    """The contract without elements and parts of MIME, which zeep does not support.

    With `exchanged`, the input and the output of each operation are exchanged.
    """
    tree = lxml.etree.parse(path)
    for part in tree.xpath("//*[local-name() = 'part'][@name][@type]"):
        part.getparent().remove(part)
    for related in tree.iter(MIME + "multipartRelated"):
        related.getparent().append(related.find(f"{MIME}part/{SOAP}body"))
    for related in list(tree.iter(MIME + "multipartRelated")):
        related.getparent().remove(related)
    for operation in tree.iter(WSDL + "operation") if exchanged else ():
        source, target = operation.find(WSDL + "input"), operation.find(WSDL + "output")
        source.tag, target.tag = target.tag, source.tag
        operation.append(source)
    return io.BytesIO(lxml.etree.tostring(tree))


class Multipart(Transport):
    """Wraps each envelope in a multipart message (RFC 2387), with an attachment if one is given."""

    attachment = None
    reply_type = ""

    def post(self, address, message, headers):
        body, kind = b"--b\r\n" + ROOT + message + b"\r\n", RELATED % "application/xop+xml"
        if self.attachment is not None:
            body = body.replace(b"application/xop+xml", b"text/xml").replace(b'; type="text/xml"', b"")
            body += b"--b\r\nContent-ID: <manuscript=1@zeep>\r\n\r\n" + self.attachment + b"\r\n"
            kind = RELATED % "text/xml"
        response = super().post(address, body + b"--b--", {**headers, "Content-Type": kind})
        self.reply_type = response.headers["Content-Type"]
        return response


def call(wsdl, url):
    content = bytes(index % 251 for index in range(100_000))
    transport = Multipart()
    client = zeep.Client(contract(wsdl, exchanged=False), transport=transport)
    service = client.create_service(f"{{{NS}}}ArchiveBinding", url)

    check("Base64", "service reads", "upload", service.Upload(Name="zeep", Content=content) == len(content))
    is_content = service.Download(Name="zeep") == content
    check("MTOM", "service sends", "download", is_content and transport.reply_type.startswith("multipart/related"))
    try:
        service.Download(Name="absent")
        check("MTOM", "service sends", "fault", False)
    except zeep.exceptions.Fault as fault:
        check("MTOM", "service sends", "fault", "absent" in fault.message)
    transport.attachment = content
    reply = service.Convert(Title="Report")
    check("SwA", "service sends", "convert", reply.root == 50 and reply.attachments[0].content == content)


def serve(wsdl, port):
    client = zeep.Client(contract(wsdl, exchanged=True))
    binding = client.wsdl.bindings[f"{{{NS}}}ArchiveBinding"]
    service = client.create_service(binding.name, "http://localhost/")
    documents = {}

    def answer(name, request):
        """The content of a reply, and an attachment."""
        match name:
            case "Upload":
                documents[request.Name] = request.Content
                return {"Size": len(request.Content)}, None
            case "Download":
                return {"Content": documents[request]}, None
            case "Convert":
                content = request.attachments[0].content
                return {"Pages": (len(content) + 1999) // 2000}, content

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            message = types.SimpleNamespace(status_code=200, content=body, headers=self.headers, encoding="utf-8")
            name = self.headers["SOAPAction"].strip('"').rpartition("/")[2]
            request = binding.process_reply(client, binding.get(name), message)
            try:
                content, attachment = answer(name, request)
                envelope = lxml.etree.tostring(client.create_message(service, name, **content))
                self.reply(200, envelope, attachment)
            except KeyError as error:
                fault = f"<faultcode>s:Client</faultcode><faultstring>{error}</faultstring>"
                fault = f"<s:Body><s:Fault>{fault}</s:Fault></s:Body>"
                self.reply(500, f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">{fault}</s:Envelope>'.encode())

        def reply(self, status, body, attachment=None):
            kind = "text/xml; charset=utf-8"
            if attachment is not None:
                kind = RELATED % "text/xml"
                body = b"--b\r\nContent-Type: text/xml\r\nContent-ID: <root>\r\n\r\n" + body
                body += b"\r\n--b\r\nContent-ID: <document=1@zeep>\r\n\r\n" + attachment + b"\r\n--b--"
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()


{"call": call, "serve": serve}[sys.argv[1]](*sys.argv[2:])
