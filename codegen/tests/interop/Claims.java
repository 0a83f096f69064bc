import java.util.List;
import javax.jws.WebMethod;
import javax.jws.WebParam;
import javax.jws.WebService;
import javax.jws.soap.SOAPBinding;
import javax.xml.ws.Endpoint;
import javax.xml.ws.WebFault;
import javax.xml.ws.soap.Addressing;
import javax.xml.ws.soap.MTOM;

/** A service of JAX-WS RI that demands WS-Addressing and MTOM in its contract. */
@WebService(name = "Claims", targetNamespace = "urn:claims")
@SOAPBinding(parameterStyle = SOAPBinding.ParameterStyle.BARE)
@MTOM
@Addressing(required = true)
public class Claims {
    public enum State { OPEN, CLOSED }

    public static class Claim {
        public String title;
        public byte[] scan;
        public List<State> states;
    }

    public static class Reason {
        public String text;
    }

    @WebFault(name = "Rejected", targetNamespace = "urn:claims")
    public static class Rejected extends Exception {
        private final Reason reason;

        public Rejected(String message, Reason reason) {
            super(message);
            this.reason = reason;
        }

        public Reason getFaultInfo() {
            return reason;
        }
    }

    @WebMethod(action = "urn:claims/submit")
    public Claim submit(@WebParam(name = "claim") Claim claim) throws Rejected {
        if (claim.title.isEmpty()) {
            Reason reason = new Reason();
            reason.text = "no title: é <&>";
            throw new Rejected("rejected", reason);
        }
        claim.states = List.of(State.OPEN, State.CLOSED);
        return claim;
    }

    public static void main(String[] arguments) {
        Endpoint.publish(arguments[0], new Claims());
    }
}
