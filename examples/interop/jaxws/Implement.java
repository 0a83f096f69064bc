import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Prints the source of a class that implements the port which wsimport made: each method hands over to {@link Mirror}.
 */
final class Implement {
    public static void main(String[] arguments) throws ClassNotFoundException {
        Class<?> port = Class.forName("user.UserPort");
        System.out.println("import user.*;");
        System.out.println("@javax.jws.WebService(endpointInterface = \"user.UserPort\", targetNamespace = \"urn:mirror\")");
        System.out.println("public class Port extends Mirror implements UserPort {");
        Stream.of(port.getMethods()).sorted(Comparator.comparing(Method::getName)).forEach(Implement::method);
        System.out.println("}");
    }

    private static void method(Method method) {
        List<String> declared = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            names.add("p" + names.size());
            declared.add(parameter.getParameterizedType().getTypeName() + " " + names.get(names.size() - 1));
        }
        String reply = method.getReturnType().getName();
        System.out.printf("  public %s %s(%s) {%n", reply, method.getName(), String.join(", ", declared));
        System.out.printf("    return answer(%s.class, %s);%n  }%n", reply, String.join(", ", names));
    }
}
