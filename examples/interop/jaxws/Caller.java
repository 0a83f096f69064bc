import java.io.FileWriter;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.net.URL;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.jws.WebParam;
import javax.xml.bind.JAXBContext;
import javax.xml.namespace.QName;
import javax.xml.ws.BindingProvider;
import javax.xml.ws.Holder;
import javax.xml.ws.Service;
import javax.xml.ws.handler.MessageContext;
import javax.xml.ws.soap.SOAPFaultException;
import org.w3c.dom.Element;
import user.ServicePort;
import user.SoCredentials;

/**
 * JAX-WS RI as a client of servers that answer with the generated types.
 *
 * <pre>
 * Caller mirror SERVICE.wsdl WcfUserService URL SAMPLES RESULTS
 * Caller stand-in URL?wsdl WcfUserService URL - RESULTS
 * </pre>
 *
 * <p>The mirror gets the request of every sample, and must return the reply of the sample. The stand-in is called by the
 * contract that it publishes. Appends a line to RESULTS for each call.
 */
public final class Caller {
    private static final String NAMESPACE = "http://www.superoffice.net/ws/crm/NetServer/Services86";
    /** JAX-WS does not distinguish nil from absent, which the mirror ignores for it. */
    private static final String[] VARIANTS = {"filled", "other", "nils", "absent"};

    private final ServicePort port;
    private final PrintWriter results;
    private final String peer;
    private int passed;

    private Caller(String peer, ServicePort port, PrintWriter results) {
        this.peer = peer;
        this.port = port;
        this.results = results;
    }

    public static void main(String[] arguments) throws Exception {
        String wsdl = arguments[1].startsWith("http:") ? arguments[1] : Path.of(arguments[1]).toUri().toString();
        Service service = Service.create(new URL(wsdl), new QName(NAMESPACE, arguments[2]));
        ServicePort port = service.getPort(ServicePort.class);
        Mirror.types = JAXBContext.newInstance("user");
        try (PrintWriter results = new PrintWriter(new FileWriter(arguments[5], true))) {
            Caller caller = new Caller("jaxws-" + arguments[0], port, results);
            if (arguments[0].equals("mirror")) {
                caller.context().put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, arguments[3]);
                Mirror.samples = Path.of(arguments[4]);
                caller.mirror();
            } else {
                caller.standIn();
            }
            System.out.println("JAX-WS RI: " + caller.passed + " calls passed");
        }
    }

    private Map<String, Object> context() {
        return ((BindingProvider) port).getRequestContext();
    }

    /** A call that may fail. */
    private interface Check {
        void run() throws Exception;
    }

    private void record(String operation, String variant, Check check) {
        String why = "";
        try {
            check.run();
            passed++;
        } catch (InvocationTargetException exception) {
            why = String.valueOf(exception.getCause());
        } catch (Exception exception) {
            why = String.valueOf(exception);
        }
        String line = why.replaceAll("\\s+", " ");
        line = line.substring(0, Math.min(600, line.length()));
        results.printf("%s\t%s\t%s\t%s\t%s%n", peer, operation, variant, why.isEmpty() ? "passed" : "failed", line);
    }

    private void mirror() {
        Stream.of(ServicePort.class.getMethods()).sorted(Comparator.comparing(Method::getName)).forEach(method -> {
            String operation = method.getParameterTypes()[0].getSimpleName();
            for (String variant : VARIANTS) {
                record(operation, variant, () -> call(method, operation, variant));
            }
        });
    }

    private void call(Method method, String operation, String variant) throws Exception {
        context().put(MessageContext.HTTP_REQUEST_HEADERS, Map.of("X-Sample", List.of(variant), "X-Nil-Lost", List.of("1")));
        Map<String, Element> sent = Mirror.blocks(operation, variant, "request");
        Map<String, Element> expected = Mirror.blocks(operation, variant, "reply");
        Parameter[] parameters = method.getParameters();
        Object[] values = new Object[parameters.length];
        Map<String, Holder<?>> received = new HashMap<>();
        for (int index = 0; index < parameters.length; index++) {
            WebParam as = parameters[index].getAnnotation(WebParam.class);
            if (!as.header()) {
                values[index] = Mirror.value(sent, operation, parameters[index].getType());
                continue;
            }
            Object value = Mirror.value(sent, as.name(), Mirror.HEADERS.get(as.name()));
            if (parameters[index].getParameterizedType() instanceof ParameterizedType) {
                Holder<Object> holder = new Holder<>(value);
                received.put(as.name(), holder);
                value = holder;
            }
            values[index] = value;
        }
        Object reply = method.invoke(port, values);
        Mirror.same(Mirror.value(expected, reply.getClass().getSimpleName(), reply.getClass()), reply);
        for (Map.Entry<String, Holder<?>> header : received.entrySet()) {
            Object wanted = Mirror.value(expected, header.getKey(), Mirror.HEADERS.get(header.getKey()));
            Mirror.same(wanted, header.getValue().value);
        }
    }

    /** Calls an operation of the stand-in with a valid and with an unknown ticket. */
    private void standIn() throws Exception {
        Method getUser = Stream.of(ServicePort.class.getMethods())
                .filter(method -> method.getName().equals("getUser")).findFirst().orElseThrow();
        record("GetUser", "live contract", () -> {
            Object user = get(getUser.invoke(port, standInRequest(getUser, "7T:stand-in-ticket")), "getResponse");
            Mirror.same("KARI", get(user, "getName"));
        });
        record("GetUser", "fault", () -> {
            try {
                getUser.invoke(port, standInRequest(getUser, "unknown"));
                throw new IllegalStateException("no fault");
            } catch (InvocationTargetException exception) {
                SOAPFaultException fault = (SOAPFaultException) exception.getCause();
                Mirror.same("Client", fault.getFault().getFaultCodeAsQName().getLocalPart());
            }
        });
    }

    private static Object[] standInRequest(Method method, String ticket) throws Exception {
        Parameter[] parameters = method.getParameters();
        Object[] values = new Object[parameters.length];
        for (int index = 0; index < parameters.length; index++) {
            WebParam as = parameters[index].getAnnotation(WebParam.class);
            boolean isHolder = parameters[index].getType() == Holder.class;
            if (!as.header()) {
                values[index] = parameters[index].getType().getDeclaredConstructor().newInstance();
                values[index].getClass().getMethod("setUserId", Integer.class).invoke(values[index], 5);
            } else if (as.name().equals("ApplicationToken")) {
                values[index] = "stand-in-application";
            } else if (as.name().equals("Credentials")) {
                SoCredentials credentials = new SoCredentials();
                credentials.setTicket(ticket);
                values[index] = credentials;
            } else if (isHolder) {
                values[index] = new Holder<>();
            }
        }
        return values;
    }

    private static Object get(Object value, String getter) throws Exception {
        return value.getClass().getMethod(getter).invoke(value);
    }
}
