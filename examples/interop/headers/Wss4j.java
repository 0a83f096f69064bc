import java.io.File;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.ws.security.WSConstants;
import org.apache.ws.security.WSPasswordCallback;
import org.apache.ws.security.WSSConfig;
import org.apache.ws.security.WSSecurityEngine;
import org.apache.ws.security.WSSecurityEngineResult;

/**
 * Apache WSS4J as a validating server: {@code Wss4j PASSWORD ENVELOPE...}. Prints a line for each envelope: the actions that
 * its Security header passed, or the error.
 */
public final class Wss4j {
    public static void main(String[] arguments) throws Exception {
        WSSConfig.init();
        CallbackHandler passwords = callbacks -> {
            for (Callback callback : callbacks) {
                ((WSPasswordCallback) callback).setPassword(arguments[0]);
            }
        };
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        for (int place = 1; place < arguments.length; place++) {
            StringBuilder line = new StringBuilder();
            try {
                var document = factory.newDocumentBuilder().parse(new File(arguments[place]));
                var results = new WSSecurityEngine().processSecurityHeader(document, null, passwords, null);
                for (WSSecurityEngineResult result : results) {
                    int action = (Integer) result.get(WSSecurityEngineResult.TAG_ACTION);
                    line.append(action == WSConstants.UT ? "username " : action == WSConstants.TS ? "timestamp " : action + " ");
                }
            } catch (Exception error) {
                line.append(error.toString().replace('\n', ' '));
            }
            System.out.println(line.toString().trim());
        }
    }
}
