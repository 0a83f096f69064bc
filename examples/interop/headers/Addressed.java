import java.net.URL;
import javax.jws.WebMethod;
import javax.jws.WebParam;
import javax.jws.WebResult;
import javax.jws.WebService;
import javax.jws.soap.SOAPBinding;
import javax.xml.namespace.QName;
import javax.xml.ws.Action;
import javax.xml.ws.BindingProvider;
import javax.xml.ws.Endpoint;
import javax.xml.ws.Service;
import javax.xml.ws.soap.Addressing;
import javax.xml.ws.soap.AddressingFeature;

/**
 * JAX-WS RI with WS-Addressing: {@code Addressed serve URL} serves until it is stopped; {@code Addressed call WSDL URL WORD}
 * calls a service and prints its reply.
 */
public final class Addressed {
    private static final String NAMESPACE = "urn:example:echo";

    @WebService(name = "Echo", targetNamespace = NAMESPACE)
    public interface Echo {
        @WebMethod(operationName = "echo", action = "urn:example:echo/echo")
        @Action(input = "urn:example:echo/echo", output = "urn:example:echo/echoResponse")
        @WebResult(name = "word", targetNamespace = NAMESPACE)
        String echo(@WebParam(name = "word", targetNamespace = NAMESPACE) String word);
    }

    @WebService(endpointInterface = "Addressed$Echo", serviceName = "Echo", portName = "Echo", targetNamespace = NAMESPACE)
    @Addressing(required = true)
    public static final class Server implements Echo {
        @Override
        public String echo(String word) {
            return word;
        }
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("serve")) {
            Endpoint.publish(arguments[1], new Server());
            return;
        }
        Service service = Service.create(new URL(arguments[1]), new QName(NAMESPACE, "Echo"));
        Echo port = service.getPort(new QName(NAMESPACE, "Echo"), Echo.class, new AddressingFeature(true, true));
        ((BindingProvider) port).getRequestContext().put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, arguments[2]);
        System.out.println(port.echo(arguments[3]));
    }
}
