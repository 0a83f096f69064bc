import java.io.FileWriter;
import java.io.PrintWriter;
import java.net.URL;
import java.util.List;
import javax.xml.namespace.QName;
import javax.xml.ws.BindingProvider;
import javax.xml.ws.Service;
import weather.UnknownCity_Exception;
import weather.Weather;

/** JAX-WS RI as a client that gets a declared fault as an exception with its detail: JaxwsFault WSDL URL RESULTS. */
public final class JaxwsFault {
    public static void main(String[] arguments) throws Exception {
        QName name = new QName("urn:example:weather", "Weather");
        Weather port = Service.create(new URL("file:" + arguments[0]), name).getPort(Weather.class);
        ((BindingProvider) port).getRequestContext().put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, arguments[1]);
        String why;
        try {
            port.getForecast("Atlantis", null);
            why = "no fault";
        } catch (UnknownCity_Exception fault) {
            List<String> found = fault.getFaultInfo().getSuggestion();
            why = found.equals(List.of("Oslo", "Bergen")) ? "" : "found " + found;
        } catch (RuntimeException fault) {
            why = fault.toString().replaceAll("\\s+", " ");
        }
        try (PrintWriter results = new PrintWriter(new FileWriter(arguments[2], true))) {
            results.printf("jaxws-mirror\tGetForecast\tfault\t%s\t%s%n", why.isEmpty() ? "passed" : "failed", why);
        }
    }
}
