// Mono's WCF with MTOM, as the archive's client ("call URL") and as its server ("serve URL").
//
// WCF has no SOAP with Attachments. Its server answers every request with MTOM and refuses those that are not multipart.

using System;
using System.Collections.Generic;
using System.Linq;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.Threading;
using System.Xml.Serialization;

[ServiceContract(Namespace = "urn:saponify:archive", Name = "ArchivePort")]
[XmlSerializerFormat]
public interface IArchive
{
    [OperationContract(Action = "urn:saponify:archive/Upload", ReplyAction = "*")]
    UploadResponse Upload(Upload request);

    [OperationContract(Action = "urn:saponify:archive/Download", ReplyAction = "*")]
    DownloadResponse Download(Download request);
}

[MessageContract(WrapperName = "Upload", WrapperNamespace = "urn:saponify:archive")]
public class Upload
{
    [MessageBodyMember(Namespace = "urn:saponify:archive", Order = 0)]
    public string Name;
    [MessageBodyMember(Namespace = "urn:saponify:archive", Order = 1)]
    public byte[] Content;
}

[MessageContract(WrapperName = "UploadResponse", WrapperNamespace = "urn:saponify:archive")]
public class UploadResponse
{
    [MessageBodyMember(Namespace = "urn:saponify:archive")]
    public long Size;
}

[MessageContract(WrapperName = "Download", WrapperNamespace = "urn:saponify:archive")]
public class Download
{
    [MessageBodyMember(Namespace = "urn:saponify:archive")]
    public string Name;
}

[MessageContract(WrapperName = "DownloadResponse", WrapperNamespace = "urn:saponify:archive")]
public class DownloadResponse
{
    [MessageBodyMember(Namespace = "urn:saponify:archive")]
    public byte[] Content;
}

[ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, IncludeExceptionDetailInFaults = true)]
public class Archive : IArchive
{
    readonly Dictionary<string, byte[]> documents = new Dictionary<string, byte[]>();

    public UploadResponse Upload(Upload request)
    {
        lock (documents) documents[request.Name] = request.Content;
        return new UploadResponse { Size = request.Content.Length };
    }

    public DownloadResponse Download(Download request)
    {
        lock (documents)
        {
            if (!documents.ContainsKey(request.Name)) throw new FaultException("no document is called " + request.Name);
            return new DownloadResponse { Content = documents[request.Name] };
        }
    }
}

public static class Program
{
    static Binding Mtom()
    {
        var encoding = new MtomMessageEncodingBindingElement(MessageVersion.Soap11, System.Text.Encoding.UTF8);
        encoding.ReaderQuotas.MaxArrayLength = int.MaxValue;
        encoding.ReaderQuotas.MaxStringContentLength = int.MaxValue;
        encoding.MaxBufferSize = int.MaxValue;
        var http = new HttpTransportBindingElement { MaxReceivedMessageSize = 64000000, MaxBufferSize = 64000000 };
        return new CustomBinding(encoding, http);
    }

    static void Check(string direction, string step, Func<bool> holds)
    {
        string outcome;
        try { outcome = holds() ? "passed" : "FAILED"; }
        catch (Exception error)
        {
            outcome = "FAILED";
            step += ": " + error.GetType().Name + ": " + error.Message.Split('\n')[0];
        }
        Console.WriteLine(outcome + "\tMono WCF\tMTOM\t" + direction + "\t" + step);
    }

    public static void Main(string[] arguments)
    {
        if (arguments[0] == "serve")
        {
            var host = new ServiceHost(new Archive(), new Uri(arguments[1]));
            host.AddServiceEndpoint(typeof(IArchive), Mtom(), "");
            host.Open();
            Thread.Sleep(Timeout.Infinite);
        }
        var port = new ChannelFactory<IArchive>(Mtom(), new EndpointAddress(arguments[1])).CreateChannel();
        var content = Enumerable.Range(0, 100000).Select(index => (byte)(index % 251)).ToArray();
        Check("service reads", "upload", () => port.Upload(new Upload { Name = "wcf", Content = content }).Size == content.Length);
        Check("service sends", "download", () => port.Download(new Download { Name = "wcf" }).Content.SequenceEqual(content));
        Check("service sends", "fault", () =>
        {
            try { port.Download(new Download { Name = "absent" }); }
            catch (FaultException fault) { return fault.Message.Contains("absent"); }
            return false;
        });
    }
}
