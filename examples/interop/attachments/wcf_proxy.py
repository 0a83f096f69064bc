"""A proxy before a service or a client of Mono's WCF: wcf_proxy.py PORT URL

Mono writes the MIME headers of an MTOM message at the beginning of the HTTP body, and an HTTP header without a boundary. The
proxy moves them to HTTP. It changes nothing else.
"""

import http.client
import http.server
import sys
import urllib.parse


def repaired(headers, body):
    """The media type and the body of a message."""
    kind = headers["Content-Type"]
    if not body.startswith(b"MIME-Version:"):
        return kind, body
    head, _, body = body.partition(b"\r\n\r\n")
    fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
    return fields["Content-Type"], body


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        kind, body = repaired(self.headers, self.rfile.read(int(self.headers["Content-Length"])))
        url = urllib.parse.urlsplit(sys.argv[2])
        connection = http.client.HTTPConnection(url.netloc)
        action = self.headers["SOAPAction"]
        headers = {"Content-Type": kind, **({"SOAPAction": action} if action else {})}
        connection.request("POST", url.path or "/", body, headers)
        reply = connection.getresponse()
        kind, body = repaired(reply.headers, reply.read())
        self.send_response(reply.status)
        self.send_header("Content-Type", kind or "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Proxy).serve_forever()
