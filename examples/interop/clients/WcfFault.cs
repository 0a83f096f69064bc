// WCF of Mono as a client that gets a declared fault as an exception with its detail: fault.exe URL RESULTS. The contract
// is written by hand, because Mono's svcutil generates no faults.

using System;
using System.IO;
using System.Linq;
using System.Runtime.Serialization;
using System.ServiceModel;
using System.Text.RegularExpressions;

[CollectionDataContract(Name = "UnknownCity", Namespace = WcfFault.Namespace, ItemName = "Suggestion")]
public class UnknownCity : System.Collections.Generic.List<string> {}

[ServiceContract(Name = "Weather", Namespace = WcfFault.Namespace)]
public interface Weather {
    [OperationContract(Action = WcfFault.Namespace + "/GetForecast", ReplyAction = "*")]
    [FaultContract(typeof(UnknownCity), Name = "UnknownCity", Namespace = WcfFault.Namespace, Action = "")]
    void GetForecast(string City);
}

static class WcfFault {
    public const string Namespace = "urn:example:weather";

    static int Main(string[] arguments) {
        var factory = new ChannelFactory<Weather>(new BasicHttpBinding(), new EndpointAddress(arguments[0]));
        var why = "no fault";
        try {
            factory.CreateChannel().GetForecast("Atlantis");
        } catch (FaultException<UnknownCity> fault) {
            var found = string.Join(" ", fault.Detail);
            why = found == "Oslo Bergen" ? "" : "found " + found;
        } catch (Exception exception) {
            why = exception.GetType().Name + ": " + exception.Message;
        }
        why = Regex.Replace(why, @"\s+", " ");
        File.AppendAllText(arguments[1], "wcf\tGetForecast\tfault\t" + (why == "" ? "passed" : "failed") + "\t" + why + "\n");
        return 0;
    }
}
