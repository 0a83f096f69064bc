import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.annotation.Resource;
import javax.xml.bind.JAXBContext;
import javax.xml.bind.JAXBElement;
import javax.xml.bind.JAXBException;
import javax.xml.namespace.QName;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.soap.SOAPConstants;
import javax.xml.soap.SOAPException;
import javax.xml.soap.SOAPFactory;
import javax.xml.soap.SOAPFault;
import javax.xml.ws.Endpoint;
import javax.xml.ws.Holder;
import javax.xml.ws.WebServiceContext;
import javax.xml.ws.handler.MessageContext;
import javax.xml.ws.soap.SOAPFaultException;
import javax.xml.transform.stream.StreamSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import user.SoCredentials;
import user.SoExceptionInfo;
import user.SoExtraInfo;
import user.SoTimeZone;

/**
 * A SOAP server of another stack for the generated client to call: JAX-WS RI with the code of wsimport.
 *
 * <p>A request must equal the sample named in the header {@code X-Sample}; the answer is the reply of the sample. Otherwise
 * the answer is a fault with the difference.
 */
public abstract class Mirror {
    private static final String NAMESPACE = "http://www.superoffice.net/ws/crm/NetServer/Services86";
    static final Map<String, Class<?>> HEADERS = Map.of(
            "ApplicationToken", String.class,
            "Credentials", SoCredentials.class,
            "TimeZone", SoTimeZone.class,
            "ExceptionInfo", SoExceptionInfo.class,
            "ExtraInfo", SoExtraInfo.class,
            "Succeeded", Boolean.class);
    static Path samples;
    static JAXBContext types;

    @Resource
    private WebServiceContext context;

    /** Serves at a URL. */
    public static void main(String[] arguments) throws Exception {
        samples = Path.of(arguments[0]);
        types = JAXBContext.newInstance("user");
        Endpoint.publish(arguments[1], Class.forName("Port").getDeclaredConstructor().newInstance());
        System.out.println("serving");
    }

    /**
     * Answers any operation.
     *
     * @param names the names of the headers, whose values are in {@code headers}: plain, or holders where the reply has them
     */
    protected <Reply> Reply answer(Class<Reply> type, Object request, String[] names, Object[] headers) {
        String variant = variant();
        Map<String, Object> given = new HashMap<>();
        for (int index = 0; index < names.length; index++) {
            given.put(names[index], headers[index]);
        }
        try {
            if (variant.equals("fault")) {
                throw fault();
            }
            if (variant.equals("unsuccessful")) {
                SoExceptionInfo inner = new SoExceptionInfo();
                inner.setMessage("inner");
                SoExceptionInfo info = new SoExceptionInfo();
                info.setMessage("no <&> such user");
                info.setInnerException(inner);
                put(given, "ExceptionInfo", info);
                put(given, "Succeeded", false);
                return type.getDeclaredConstructor().newInstance();
            }
            if (variant.equals("large")) {
                put(given, "Succeeded", true);
                return types.createUnmarshaller().unmarshal(large(), type).getValue();
            }
            String operation = request.getClass().getSimpleName();
            Map<String, Element> sent = blocks(operation, variant, "request");
            same(value(sent, operation, request.getClass()), request);
            for (String name : names) {
                Object header = given.get(name);
                Object found = header instanceof Holder ? ((Holder<?>) header).value : header;
                same(value(sent, name, HEADERS.get(name)), found);
            }
            Map<String, Element> reply = blocks(operation, variant, "reply");
            for (String name : names) {
                put(given, name, value(reply, name, HEADERS.get(name)));
            }
            return value(reply, type.getSimpleName(), type);
        } catch (SOAPFaultException fault) {
            throw fault;
        } catch (Exception exception) {
            throw new IllegalStateException(exception.toString(), exception);
        }
    }

    /** Adds a header to the reply. A header missing in the request has no holder, although the reply may contain it. */
    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> headers, String name, Object value) {
        if (headers.get(name) instanceof Holder) {
            ((Holder<Object>) headers.get(name)).value = value;
        }
    }

    private String variant() {
        Map<?, ?> headers = (Map<?, ?>) context.getMessageContext().get(MessageContext.HTTP_REQUEST_HEADERS);
        for (Map.Entry<?, ?> header : headers.entrySet()) {
            if ("x-sample".equalsIgnoreCase((String) header.getKey())) {
                return (String) ((List<?>) header.getValue()).get(0);
            }
        }
        return "";
    }

    private static SOAPFaultException fault() throws SOAPException {
        QName code = new QName(SOAPConstants.URI_NS_SOAP_1_1_ENVELOPE, "Server");
        SOAPFault fault = SOAPFactory.newInstance().createFault("no & never \"é\" 漢字 😀", code);
        fault.setFaultActor("urn:actor");
        fault.addDetail().addDetailEntry(new QName("UserFault")).addTextNode("a fault with <&>");
        return new SOAPFaultException(fault);
    }

    /** Returns a reply of 20,000 users and 50 MB; its type exists only in one of the services. */
    private static StreamSource large() {
        StringBuilder xml = new StringBuilder("<GetUserInfoListResponse xmlns='" + NAMESPACE + "'><Response>");
        for (int id = 1; id <= 20_000; id++) {
            xml.append("<UserInfo><Tooltip>").append(id).append(" &lt;&amp;&gt; 漢字 😀".repeat(100));
            xml.append("</Tooltip><UserInfoId>").append(id).append("</UserInfoId></UserInfo>");
        }
        return new StreamSource(new StringReader(xml.append("</Response></GetUserInfoListResponse>").toString()));
    }

    /** Returns the header blocks and the body of a sample by local name. */
    static Map<String, Element> blocks(String operation, String variant, String side) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Path path = samples.resolve(operation + "." + variant + "." + side + ".xml");
        Node envelope = factory.newDocumentBuilder().parse(Files.newInputStream(path)).getDocumentElement();
        Map<String, Element> blocks = new HashMap<>();
        for (Node part = envelope.getFirstChild(); part != null; part = part.getNextSibling()) {
            for (Node block = part.getFirstChild(); block != null; block = block.getNextSibling()) {
                blocks.put(block.getLocalName(), (Element) block);
            }
        }
        return blocks;
    }

    static <T> T value(Map<String, Element> blocks, String name, Class<T> type) throws JAXBException {
        Element element = blocks.get(name);
        return element == null ? null : types.createUnmarshaller().unmarshal(element, type).getValue();
    }

    /** Compares two values by the XML that JAXB writes for them. */
    static void same(Object expected, Object found) throws JAXBException {
        String left = text(expected);
        String right = text(found);
        if (!Objects.equals(left, right)) {
            int at = 0;
            while (at < left.length() && at < right.length() && left.charAt(at) == right.charAt(at)) {
                at++;
            }
            throw new IllegalArgumentException("expected …" + window(left, at) + "…, came …" + window(right, at));
        }
    }

    private static String window(String text, int at) {
        return text.substring(Math.max(0, at - 80), Math.min(text.length(), at + 120));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static String text(Object value) throws JAXBException {
        if (value == null) {
            return "nothing";
        }
        StringWriter text = new StringWriter();
        JAXBElement element = new JAXBElement(new QName(NAMESPACE, "value"), value.getClass(), value);
        types.createMarshaller().marshal(element, text);
        return text.toString();
    }
}
