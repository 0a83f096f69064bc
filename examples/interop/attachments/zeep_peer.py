"""zeep as the archive's client: zeep_peer.py WSDL URL

zeep sends no attachments. It reads MTOM and SOAP with Attachments, so each request goes out as a multipart message with
the envelope alone, which makes the server answer with MTOM.
"""

import sys

import zeep
from zeep.transports import Transport


class Multipart(Transport):
    """Wraps each envelope in a multipart message (RFC 2387)."""

    def post(self, address, message, headers):
        root = b"Content-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"\r\nContent-ID: <root>\r\n\r\n"
        body = b"--b\r\n" + root + message + b"\r\n--b--"
        kind = "multipart/related; type=\"application/xop+xml\"; start=\"<root>\"; start-info=\"text/xml\"; boundary=b"
        response = super().post(address, body, {**headers, "Content-Type": kind})
        self.replies.append(response.headers["Content-Type"])
        return response

    replies = []


def main(wsdl, url):
    content = bytes(index % 251 for index in range(100_000))
    transport = Multipart()
    client = zeep.Client(wsdl, transport=transport)
    service = client.create_service("{urn:saponify:archive}ArchiveBinding", url)

    def check(what, holds):
        print("passed" if holds else "FAILED", what, sep="\t")

    check("upload of Base64", service.Upload(Name="zeep", Content=content) == len(content))
    downloaded = service.Download(Name="zeep")
    check("MTOM download", downloaded == content and transport.replies[-1].startswith("multipart/related"))
    try:
        service.Download(Name="absent")
        check("MTOM fault", False)
    except zeep.exceptions.Fault as fault:
        check("MTOM fault", "absent" in fault.message)


main(*sys.argv[1:])
