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
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import user.ArrayOfUserInfo;
import user.GetUserInfoListResponse;
import user.SoCredentials;
import user.SoExceptionInfo;
import user.SoExtraInfo;
import user.SoTimeZone;
import user.UserInfo;

/**
 * A SOAP server of another stack for the generated client to call: JAX-WS RI, by what wsimport made of the WSDL.
 *
 * <p>What a client sends must be the sample that the header {@code X-Sample} names; the reply is the sample's. Anything
 * else is a fault that says what differs.
 */
public abstract class Mirror {
    private static final String NAMESPACE = "http://www.superoffice.net/ws/crm/NetServer/Services86";
    private static Path samples;
    private static JAXBContext types;

    @Resource
    private WebServiceContext context;

    /** Serves at a URL. */
    public static void main(String[] arguments) throws Exception {
        samples = Path.of(arguments[0]);
        types = JAXBContext.newInstance("user");
        Endpoint.publish(arguments[1], Class.forName("Port").getDeclaredConstructor().newInstance());
        System.out.println("serving");
    }

    /** Answers any operation. */
    protected <Reply> Reply answer(
            Class<Reply> type,
            Object request,
            String applicationToken,
            SoCredentials credentials,
            Holder<SoTimeZone> timeZone,
            Holder<SoExceptionInfo> exceptionInfo,
            Holder<SoExtraInfo> extraInfo,
            Holder<Boolean> succeeded) {
        String variant = variant();
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
                exceptionInfo.value = info;
                succeeded.value = false;
                return type.getDeclaredConstructor().newInstance();
            }
            if (variant.equals("large")) {
                succeeded.value = true;
                return type.cast(large());
            }
            String operation = request.getClass().getSimpleName();
            Map<String, Element> sent = blocks(operation, variant, "request");
            same(value(sent, operation, request.getClass()), request);
            same(value(sent, "ApplicationToken", String.class), applicationToken);
            same(value(sent, "Credentials", SoCredentials.class), credentials);
            // Without the header there is no holder either.
            same(value(sent, "TimeZone", SoTimeZone.class), timeZone == null ? null : timeZone.value);

            Map<String, Element> reply = blocks(operation, variant, "reply");
            if (timeZone != null) {
                timeZone.value = value(reply, "TimeZone", SoTimeZone.class);
            }
            extraInfo.value = value(reply, "ExtraInfo", SoExtraInfo.class);
            succeeded.value = value(reply, "Succeeded", Boolean.class);
            return value(reply, operation + "Response", type);
        } catch (SOAPFaultException fault) {
            throw fault;
        } catch (Exception exception) {
            throw new IllegalStateException(exception.toString(), exception);
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

    /** A reply of 20,000 users and 50 MB. */
    private static GetUserInfoListResponse large() {
        ArrayOfUserInfo infos = new ArrayOfUserInfo();
        for (int id = 1; id <= 20_000; id++) {
            UserInfo info = new UserInfo();
            info.setUserInfoId(id);
            info.setTooltip(id + " <&> 漢字 😀".repeat(100));
            infos.getUserInfo().add(info);
        }
        GetUserInfoListResponse reply = new GetUserInfoListResponse();
        reply.setResponse(infos);
        return reply;
    }

    /** The header blocks and the body of a sample, by their local names. */
    private static Map<String, Element> blocks(String operation, String variant, String side) throws Exception {
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

    private static <T> T value(Map<String, Element> blocks, String name, Class<T> type) throws JAXBException {
        Element element = blocks.get(name);
        return element == null ? null : types.createUnmarshaller().unmarshal(element, type).getValue();
    }

    /** Compares two values by what JAXB writes for them. */
    private static void same(Object expected, Object found) throws JAXBException {
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
