// WCF of Mono as a client of the mirror: wcf.exe CONTRACT URL SAMPLES RESULTS. `svcutil` generates the contract and the types.
// Appends a line to RESULTS for each call.

using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Reflection;
using System.Runtime.Serialization;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.Text.RegularExpressions;
using System.Xml;

static class Wcf {
    const string Namespace = "http://www.superoffice.net/ws/crm/NetServer/Services86";
    // Members that are absent have default values in WCF, which are sent.
    static readonly string[] Variants = { "filled", "other", "plain" };

    /// A header block with the content of a sample. The code of Mono's svcutil has no headers.
    sealed class Block : MessageHeader {
        readonly XmlElement element;
        public Block(XmlElement element) { this.element = element; }
        public override string Name { get { return element.LocalName; } }
        public override string Namespace { get { return element.NamespaceURI; } }
        protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion version) {
            foreach (XmlNode child in element.ChildNodes) child.WriteTo(writer);
        }
    }

    static XmlElement[] Blocks(string samples, string name, string part) {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.Load(Path.Combine(samples, name + ".xml"));
        return document.DocumentElement.ChildNodes.OfType<XmlElement>().Where(one => one.LocalName == part)
            .SelectMany(one => one.ChildNodes.OfType<XmlElement>()).ToArray();
    }

    static object Read(Type type, XmlElement element) {
        if (element == null) return type.IsValueType ? Activator.CreateInstance(type) : null;
        var serializer = new DataContractSerializer(type, element.LocalName, element.NamespaceURI);
        return serializer.ReadObject(new XmlNodeReader(element));
    }

    static string Text(Type type, object value) {
        if (type == typeof(void)) return "";
        using (var text = new StringWriter()) {
            using (var writer = XmlWriter.Create(text)) new DataContractSerializer(type, "value", Namespace).WriteObject(writer, value);
            return text.ToString();
        }
    }

    static XmlElement Member(XmlElement[] body, string name) {
        return body.SelectMany(one => one.ChildNodes.OfType<XmlElement>()).FirstOrDefault(one => one.LocalName == name);
    }

    /// Whether Mono can represent a sample. It normalizes line ends when it writes, converts times to the time zone of the
    /// machine, and has no dictionaries with a nil key.
    static bool IsRepresentable(MethodInfo method, string samples, string variant) {
        foreach (var side in new[] { "request", "reply" }) {
            var text = File.ReadAllText(Path.Combine(samples, method.Name + "." + variant + "." + side + ".xml"));
            if (text.Contains("&#13;") || Regex.IsMatch(text, @"T[\d:.]+(Z|[+-]\d\d:\d\d)<") || text.Contains("Key xsi:nil")) return false;
        }
        return true;
    }

    static string Call(object channel, MethodInfo method, string samples, string variant) {
        var request = method.Name + "." + variant + ".request";
        var reply = Blocks(samples, method.Name + "." + variant + ".reply", "Body");
        var body = Blocks(samples, request, "Body");
        var arguments = method.GetParameters().Select(one => Read(one.ParameterType, Member(body, one.Name))).ToArray();
        using (new OperationContextScope((IContextChannel)channel)) {
            var http = new HttpRequestMessageProperty();
            http.Headers["X-Sample"] = variant;
            http.Headers["X-Nil-Lost"] = "1";
            OperationContext.Current.OutgoingMessageProperties[HttpRequestMessageProperty.Name] = http;
            foreach (var block in Blocks(samples, request, "Header")) OperationContext.Current.OutgoingMessageHeaders.Add(new Block(block));
            var found = method.Invoke(channel, arguments);
            var type = method.ReturnType;
            var expected = type == typeof(void) ? null : Read(type, Member(reply, "Response"));
            var texts = new[] { Text(type, expected), Text(type, found) };
            var at = texts[0].Zip(texts[1], (left, right) => left == right).TakeWhile(same => same).Count();
            return texts[0] == texts[1] ? "" : "expected " + Window(texts[0], at) + ", found " + Window(texts[1], at);
        }
    }

    static string Window(string text, int at) {
        var begin = Math.Max(0, at - 60);
        return text.Substring(begin, Math.Min(160, text.Length - begin));
    }

    static int Main(string[] arguments) {
        var contract = Assembly.GetExecutingAssembly().GetType(arguments[0]);
        var binding = new BasicHttpBinding { MaxReceivedMessageSize = 1 << 26, MaxBufferSize = 1 << 26 };
        binding.ReaderQuotas = XmlDictionaryReaderQuotas.Max;
        var type = typeof(ChannelFactory<>).MakeGenericType(contract);
        var factory = Activator.CreateInstance(type, binding, new EndpointAddress(arguments[1]));
        var channel = type.GetMethod("CreateChannel", Type.EmptyTypes).Invoke(factory, null);
        var passed = 0;
        using (var results = new StreamWriter(arguments[3], true)) {
            foreach (var method in contract.GetMethods().OrderBy(one => one.Name)) {
                foreach (var variant in Variants) {
                    string why;
                    if (!IsRepresentable(method, arguments[2], variant)) continue;
                    try {
                        why = Call(channel, method, arguments[2], variant);
                    } catch (TargetInvocationException exception) {
                        why = exception.InnerException.GetType().Name + ": " + exception.InnerException.Message;
                    } catch (Exception exception) {
                        why = exception.GetType().Name + ": " + exception.Message;
                    }
                    why = Regex.Replace(why, @"\s+", " ");
                    passed += why == "" ? 1 : 0;
                    results.WriteLine("wcf\t" + method.Name + "\t" + variant + "\t" + (why == "" ? "passed" : "failed") + "\t" + why.Substring(0, Math.Min(600, why.Length)));
                }
            }
        }
        Console.WriteLine("Mono WCF: " + passed + " calls passed");
        return 0;
    }
}
