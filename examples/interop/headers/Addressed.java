import com.sun.xml.ws.developer.MemberSubmissionAddressing;
import com.sun.xml.ws.developer.MemberSubmissionAddressingFeature;
import java.net.URL;
import javax.jws.WebMethod;
import javax.jws.WebParam;
import javax.jws.WebResult;
import javax.jws.WebService;
import javax.jws.soap.SOAPBinding;
import javax.xml.bind.annotation.XmlAccessType;
import javax.xml.bind.annotation.XmlAccessorType;
import javax.xml.bind.annotation.XmlElement;
import javax.xml.bind.annotation.XmlType;
import javax.xml.namespace.QName;
import javax.xml.ws.Action;
import javax.xml.ws.BindingProvider;
import javax.xml.ws.Endpoint;
import javax.xml.ws.Service;
import javax.xml.ws.WebServiceFeature;
import javax.xml.ws.soap.Addressing;
import javax.xml.ws.soap.AddressingFeature;

/**
 * JAX-WS RI with WS-Addressing: {@code Addressed serve URL} serves the paths {@code /1.0} and
 * {@code /2004} until it is stopped; {@code Addressed call VERSION WSDL URL WORD}
 * calls a service and prints its reply.
 */
public final class Addressed {
    private static final String NAMESPACE = "urn:example:echo";

    /** The content of the request and of the reply. */
    @XmlAccessorType(XmlAccessType.FIELD)
    @XmlType(name = "Word", namespace = NAMESPACE)
    public static class Word {
        @XmlElement(namespace = NAMESPACE)
        public String word;
    }

    @WebService(name = "Echo", targetNamespace = NAMESPACE)
    @SOAPBinding(parameterStyle = SOAPBinding.ParameterStyle.BARE)
    public interface Echo {
        @WebMethod(operationName = "echo", action = "urn:example:echo/echo")
        @Action(input = "urn:example:echo/echo", output = "urn:example:echo/echoResponse")
        @WebResult(name = "echoResponse", targetNamespace = NAMESPACE)
        Word echo(@WebParam(name = "echo", targetNamespace = NAMESPACE) Word word);
    }

    @WebService(endpointInterface = "Addressed$Echo", serviceName = "Echo", portName = "Echo", targetNamespace = NAMESPACE)
    @Addressing(required = true)
    public static final class Server implements Echo {
        @Override
        public Word echo(Word word) {
            return word;
        }
    }

    /** The same with the submission of August 2004. */
    @WebService(endpointInterface = "Addressed$Echo", serviceName = "Echo", portName = "Echo", targetNamespace = NAMESPACE)
    @MemberSubmissionAddressing(required = true)
    public static final class OlderServer implements Echo {
        @Override
        public Word echo(Word word) {
            return word;
        }
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("serve")) {
            Endpoint.publish(arguments[1] + "/1.0", new Server());
            Endpoint.publish(arguments[1] + "/2004", new OlderServer());
            return;
        }
        Service service = Service.create(new URL(arguments[2]), new QName(NAMESPACE, "Echo"));
        WebServiceFeature feature = arguments[1].equals("2004")
                ? new MemberSubmissionAddressingFeature(true, true)
                : new AddressingFeature(true, true);
        Echo port = service.getPort(new QName(NAMESPACE, "Echo"), Echo.class, feature);
        ((BindingProvider) port).getRequestContext().put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, arguments[3]);
        Word word = new Word();
        word.word = arguments[4];
        System.out.println(port.echo(word).word);
    }
}
