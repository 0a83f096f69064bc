"""A service of spyne: spyne_server.py PORT"""

import datetime
import decimal
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

from spyne import Application, Fault, ServiceBase, rpc
from spyne.model.binary import ByteArray
from spyne.model.complex import Array, ComplexModel
from spyne.model.enum import Enum
from spyne.model.primitive import Date, Decimal, Integer, Unicode
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

State = Enum("Open", "Closed", type_name="State")


class Item(ComplexModel):
    __namespace__ = "urn:stock"
    Name = Unicode(min_occurs=1)
    Count = Integer
    Price = Decimal
    Since = Date
    Kind = State
    Photo = ByteArray


class Session(ComplexModel):
    __namespace__ = "urn:stock"
    Ticket = Unicode


class Stock(ServiceBase):
    __in_header__ = Session

    @rpc(Unicode, Integer(max_occurs="unbounded"), _returns=Array(Item))
    def find(ctx, name, counts):
        if ctx.in_header is None or ctx.in_header.Ticket != "open":
            raise Fault("Client.Session", "no session: é <&>")
        since, price = datetime.date(2026, 11, 30), decimal.Decimal("0.50")
        return [
            Item(Name=name, Count=count, Price=price, Since=since, Kind=State.Closed, Photo=[b"\0\1"])
            for count in counts
        ]


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


application = Application([Stock], "urn:stock", in_protocol=Soap11(validator="lxml"), out_protocol=Soap11())
make_server("127.0.0.1", int(sys.argv[1]), WsgiApplication(application), handler_class=Quiet).serve_forever()
