import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.ws.security.WSConstants;
import org.apache.ws.security.WSDataRef;
import org.apache.ws.security.WSEncryptionPart;
import org.apache.ws.security.WSPasswordCallback;
import org.apache.ws.security.WSSConfig;
import org.apache.ws.security.WSSecurityEngine;
import org.apache.ws.security.WSSecurityEngineResult;
import org.apache.ws.security.components.crypto.Crypto;
import org.apache.ws.security.components.crypto.CryptoFactory;
import org.apache.ws.security.message.WSSecEncrypt;
import org.apache.ws.security.message.WSSecHeader;
import org.apache.ws.security.message.WSSecSignature;
import org.apache.ws.security.message.WSSecTimestamp;
import org.w3c.dom.Document;

/**
 * Apache WSS4J. Each line of standard input is a command with its arguments, separated by tabs; each is answered with a
 * line, "ok" or the error. The argument of the program is a PKCS#12 file with the key "key" and the password "secret".
 *
 * <pre>
 * sign INPUT OUTPUT REFERENCE SIGNATURE-ALGORITHM DIGEST-ALGORITHM
 * encrypt INPUT OUTPUT REFERENCE CIPHER KEY-TRANSPORT
 * check INPUT OUTPUT signed|encrypted|both
 * </pre>
 */
public final class Wss4j {
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";

    private final Crypto crypto;

    private Wss4j(String keystore) throws Exception {
        Properties properties = new Properties();
        String merlin = "org.apache.ws.security.crypto.merlin.keystore.";
        properties.put("org.apache.ws.security.crypto.provider",
                "org.apache.ws.security.components.crypto.Merlin");
        properties.put(merlin + "type", "pkcs12");
        properties.put(merlin + "password", "secret");
        properties.put(merlin + "alias", "key");
        properties.put(merlin + "file", keystore);
        crypto = CryptoFactory.getInstance(properties);
    }

    public static void main(String[] arguments) throws Exception {
        WSSConfig.init();
        Wss4j stack = new Wss4j(arguments[0]);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String answer = "ok";
            try {
                stack.run(line.split("\t"));
            } catch (Exception error) {
                answer = error.toString().replace('\n', ' ');
            }
            System.out.println(answer);
            System.out.flush();
        }
    }

    private void run(String[] command) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document document = factory.newDocumentBuilder().parse(new File(command[1]));
        switch (command[0]) {
            case "sign": sign(document, command); break;
            case "encrypt": encrypt(document, command); break;
            default: check(document, command[3]);
        }
        Transformer transformer = TransformerFactory.newInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        transformer.transform(new DOMSource(document), new StreamResult(new File(command[2])));
    }

    private static int reference(String name) {
        switch (name) {
            case "token": return WSConstants.BST_DIRECT_REFERENCE;
            case "issuer-serial": return WSConstants.ISSUER_SERIAL;
            case "key-identifier": return WSConstants.SKI_KEY_IDENTIFIER;
            default: return WSConstants.THUMBPRINT_IDENTIFIER;
        }
    }

    private void sign(Document document, String[] command) throws Exception {
        WSSecHeader header = new WSSecHeader();
        header.insertSecurityHeader(document);
        WSSecTimestamp timestamp = new WSSecTimestamp();
        timestamp.setTimeToLive(300);
        timestamp.build(document, header);
        WSSecSignature signature = new WSSecSignature();
        signature.setUserInfo("key", "secret");
        signature.setKeyIdentifierType(reference(command[3]));
        signature.setSignatureAlgorithm(command[4]);
        signature.setDigestAlgo(command[5]);
        List<WSEncryptionPart> parts = new ArrayList<>();
        parts.add(new WSEncryptionPart("Body", SOAP, ""));
        parts.add(new WSEncryptionPart("Timestamp", WSConstants.WSU_NS, ""));
        signature.setParts(parts);
        signature.build(document, crypto, header);
    }

    private void encrypt(Document document, String[] command) throws Exception {
        WSSecHeader header = new WSSecHeader();
        header.insertSecurityHeader(document);
        WSSecEncrypt encrypt = new WSSecEncrypt();
        encrypt.setUserInfo("key");
        encrypt.setKeyIdentifierType(reference(command[3]));
        encrypt.setSymmetricEncAlgorithm(command[4]);
        encrypt.setKeyEnc(command[5]);
        List<WSEncryptionPart> parts = new ArrayList<>();
        parts.add(new WSEncryptionPart("Body", SOAP, "Content"));
        encrypt.setParts(parts);
        encrypt.build(document, crypto, header);
    }

    /** Checks a message, decrypts it, and demands that the Body and the Timestamp were signed or the Body encrypted. */
    private void check(Document document, String expected) throws Exception {
        CallbackHandler passwords = callbacks -> {
            for (Callback callback : callbacks) {
                ((WSPasswordCallback) callback).setPassword("secret");
            }
        };
        // A run takes longer than the five minutes of the default on a busy machine.
        WSSConfig config = WSSConfig.getNewInstance();
        config.setTimeStampTTL(86_400);
        WSSecurityEngine engine = new WSSecurityEngine();
        engine.setWssConfig(config);
        List<WSSecurityEngineResult> results = engine.processSecurityHeader(document, null, passwords, crypto);
        List<String> done = new ArrayList<>();
        for (WSSecurityEngineResult result : results) {
            int action = (Integer) result.get(WSSecurityEngineResult.TAG_ACTION);
            List<?> references = (List<?>) result.get(WSSecurityEngineResult.TAG_DATA_REF_URIS);
            if (references == null || (action != WSConstants.SIGN && action != WSConstants.ENCR)) {
                continue;
            }
            for (Object reference : references) {
                done.add((action == WSConstants.SIGN ? "signed " : "encrypted ")
                        + ((WSDataRef) reference).getProtectedElement().getLocalName());
            }
        }
        require(expected.equals("encrypted") || done.contains("signed Body"), done);
        require(expected.equals("encrypted") || done.contains("signed Timestamp"), done);
        require(expected.equals("signed") || done.toString().contains("encrypted "), done);
    }

    private static void require(boolean holds, List<String> done) {
        if (!holds) {
            throw new IllegalStateException("only " + done);
        }
    }
}
