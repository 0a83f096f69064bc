import archive.*;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import javax.activation.DataHandler;
import javax.activation.DataSource;
import javax.jws.WebService;
import javax.xml.ws.BindingProvider;
import javax.xml.ws.Endpoint;
import javax.xml.ws.Holder;
import javax.xml.ws.soap.MTOM;
import javax.xml.ws.soap.MTOMFeature;
import javax.xml.ws.soap.SOAPFaultException;

/** JAX-WS RI as the archive's server ({@code serve URL}) and as its client ({@code call URL}). */
public final class Peer {
    @MTOM(threshold = 0)
    @WebService(endpointInterface = "archive.ArchivePort", targetNamespace = "urn:saponify:archive",
            serviceName = "Archive", portName = "ArchivePort", wsdlLocation = "Archive.wsdl")
    public static final class Store implements ArchivePort {
        private final Map<String, byte[]> documents = new ConcurrentHashMap<>();

        @Override
        public long upload(String name, byte[] content) {
            documents.put(name, content);
            return content.length;
        }

        @Override
        public byte[] download(String name) {
            byte[] content = documents.get(name);
            if (content == null) {
                throw new IllegalArgumentException("no document is called " + name);
            }
            return content;
        }

        @Override
        public void convert(Convert parameters, DataHandler manuscript, Holder<ConvertResponse> result,
                Holder<DataHandler> document) {
            byte[] bytes = bytes(manuscript);
            result.value = new ConvertResponse();
            result.value.setPages((bytes.length + 1999) / 2000);
            document.value = handler(bytes);
        }
    }

    static byte[] bytes(DataHandler handler) {
        try {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            handler.writeTo(output);
            return output.toByteArray();
        } catch (IOException error) {
            throw new IllegalStateException(error);
        }
    }

    static DataHandler handler(byte[] bytes) {
        return new DataHandler(new Bytes(bytes));
    }

    /** Arbitrary bytes. */
    static final class Bytes implements DataSource {
        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getContentType() {
            return "application/octet-stream";
        }

        @Override
        public String getName() {
            return "";
        }
    }

    public static void main(String[] arguments) {
        String url = arguments[1];
        if (arguments[0].equals("serve")) {
            Endpoint.publish(url, new Store());
            return;
        }
        byte[] content = new byte[100_000];
        for (int index = 0; index < content.length; index++) {
            content[index] = (byte) (index % 251);
        }
        for (boolean mtom : new boolean[] {true, false}) {
            String feature = mtom ? "MTOM" : "Base64";
            ArchivePort port = mtom
                    ? new Archive().getArchivePort(new MTOMFeature(0))
                    : new Archive().getArchivePort();
            ((BindingProvider) port).getRequestContext().put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, url);
            check(feature, "service reads", "upload", port.upload("peer", content) == content.length);
            check(feature, "service sends", "download", Arrays.equals(port.download("peer"), content));
            boolean failed = false;
            try {
                port.download("absent");
            } catch (SOAPFaultException fault) {
                failed = fault.getMessage().contains("absent");
            }
            check(feature, "service sends", "fault", failed);
        }
        ArchivePort port = new Archive().getArchivePort();
        ((BindingProvider) port).getRequestContext().put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, url);
        Convert convert = new Convert();
        convert.setTitle("Report");
        Holder<ConvertResponse> result = new Holder<>();
        Holder<DataHandler> document = new Holder<>();
        port.convert(convert, handler(content), result, document);
        check("SwA", "service reads", "convert", result.value.getPages() == 50);
        check("SwA", "service sends", "convert", Arrays.equals(bytes(document.value), content));
    }

    private static void check(String feature, String direction, String step, boolean holds) {
        System.out.printf("%s\tJAX-WS RI\t%s\t%s\t%s%n", holds ? "passed" : "FAILED", feature, direction, step);
    }
}
