import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.jws.WebParam;

/**
 * Prints the source of a class that implements the port which wsimport made: each method hands over to {@link Mirror}.
 */
final class Implement {
    public static void main(String[] arguments) throws ClassNotFoundException {
        Class<?> port = Class.forName("user.ServicePort");
        System.out.println("import user.*;");
        System.out.println("@javax.jws.WebService(endpointInterface = \"user.ServicePort\", targetNamespace = \"urn:mirror\")");
        System.out.println("public class Port extends Mirror implements ServicePort {");
        Stream.of(port.getMethods()).sorted(Comparator.comparing(Method::getName)).forEach(Implement::method);
        System.out.println("}");
    }

    private static void method(Method method) {
        List<String> declared = new ArrayList<>();
        List<String> values = new ArrayList<>();
        List<String> headers = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            values.add("p" + values.size());
            declared.add(parameter.getParameterizedType().getTypeName() + " " + values.get(values.size() - 1));
            WebParam as = parameter.getAnnotation(WebParam.class);
            if (as.header()) {
                headers.add('"' + as.name() + '"');
            }
        }
        String names = String.join(", ", headers);
        String given = String.join(", ", values.subList(1, values.size()));
        String reply = method.getReturnType().getName();
        System.out.printf("  public %s %s(%s) {%n", reply, method.getName(), String.join(", ", declared));
        System.out.printf("    return answer(%s.class, p0, new String[] {%s}, new Object[] {%s});%n  }%n", reply, names, given);
    }
}
