// gSOAP as the archive's client ("call URL") and as its server ("serve PORT"), on the output of wsdl2h and soapcpp2.
//
// The server refuses an upload without attachments, and answers with attachments.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

#include "ArchiveBinding.nsmap"
#include "soapArchiveBindingProxy.h"
#include "soapArchiveBindingService.h"

// A value with a media type becomes an attachment.
static char MEDIA_TYPE[] = "application/octet-stream";

static xsd__base64Binary value_of(struct soap *soap, const std::string &bytes, char *media_type) {
    xsd__base64Binary value;
    value.__ptr = (unsigned char *)soap_memdup(soap, bytes.data(), bytes.size());
    value.__size = (int)bytes.size();
    value.id = NULL;
    value.type = media_type;
    value.options = NULL;
    return value;
}

// Sends a part beside the envelope, whose id names it (WS-I Attachments Profile 1.0, 3.8).
static void attach(struct soap *soap, const char *id, const std::string &bytes) {
    const char *copy = (const char *)soap_memdup(soap, bytes.data(), bytes.size());
    soap_set_mime(soap, NULL, NULL);
    soap_set_mime_attachment(soap, copy, bytes.size(), SOAP_MIME_BINARY, MEDIA_TYPE, id, NULL, NULL);
}

// Returns the first part beside the envelope that was received.
static const soap_multipart *attached(struct soap *soap) {
    const soap_multipart *root = soap->mime.list;
    return root ? root->next : NULL;
}

namespace {
std::map<std::string, std::string> documents;
}

int ArchiveBindingService::Upload(_ns1__Upload *request, _ns1__UploadResponse &response) {
    if (!request->Content.id) {
        return soap_senderfault("the content is not an attachment", NULL);
    }
    documents[request->Name] = std::string((const char *)request->Content.__ptr, request->Content.__size);
    response.Size = request->Content.__size;
    return SOAP_OK;
}

int ArchiveBindingService::Download(_ns1__Download *request, _ns1__DownloadResponse &response) {
    if (!documents.count(request->Name)) {
        return soap_senderfault("no document has this name", NULL);
    }
    soap_set_omode(this, SOAP_ENC_MTOM);
    response.Content = value_of(this, documents[request->Name], MEDIA_TYPE);
    return SOAP_OK;
}

int ArchiveBindingService::Convert(_ns1__Convert *, struct __ns1__ConvertResponse &response) {
    const soap_multipart *manuscript = attached(this);
    if (!manuscript) {
        return soap_senderfault("the manuscript is not attached", NULL);
    }
    std::string bytes(manuscript->ptr, manuscript->size);
    soap_clr_omode(this, SOAP_ENC_MTOM);
    attach(this, "<document=1@gsoap>", bytes);
    response.ns1__ConvertResponse = soap_new_req__ns1__ConvertResponse(this, (int)(bytes.size() + 1999) / 2000);
    return SOAP_OK;
}

static void check(const char *feature, const char *direction, const char *step, bool holds) {
    std::printf("%s\tgSOAP\t%s\t%s\t%s\n", holds ? "passed" : "FAILED", feature, direction, step);
}

static void call(const char *url) {
    std::string content;
    for (int index = 0; index < 100000; index++) {
        content.push_back((char)(index % 251));
    }
    for (int mtom = 1; mtom >= 0; mtom--) {
        struct soap *soap = soap_new();
        const char *feature = mtom ? "MTOM" : "Base64";
        if (mtom) {
            soap_set_omode(soap, SOAP_ENC_MTOM);
        }
        ArchiveBindingProxy port(*soap);
        port.soap_endpoint = url;

        _ns1__Upload upload;
        _ns1__UploadResponse uploaded;
        upload.Name = (char *)"gsoap";
        upload.Content = value_of(soap, content, mtom ? MEDIA_TYPE : NULL);
        bool is_stored = port.Upload(&upload, uploaded) == SOAP_OK && uploaded.Size == (LONG64)content.size();
        check(feature, "service reads", "upload", is_stored);

        _ns1__Download download;
        _ns1__DownloadResponse downloaded;
        if (mtom) {
            // Without this, a request without binary content is not multipart, and neither is its reply.
            soap_set_mime(&port, NULL, NULL);
        }
        download.Name = (char *)"gsoap";
        bool is_read = port.Download(&download, downloaded) == SOAP_OK
            && content == std::string((const char *)downloaded.Content.__ptr, downloaded.Content.__size)
            && (downloaded.Content.id != NULL) == (mtom == 1);
        check(feature, "service sends", "download", is_read);
        download.Name = (char *)"absent";
        check(feature, "service sends", "fault", port.Download(&download, downloaded) == SOAP_FAULT);
    }

    struct soap *soap = soap_new();
    ArchiveBindingProxy port(*soap);
    port.soap_endpoint = url;
    _ns1__Convert convert;
    struct __ns1__ConvertResponse converted;
    convert.Title = (char *)"Report";
    attach(&port, "<manuscript=1@gsoap>", content);
    bool is_answered = port.Convert(&convert, converted) == SOAP_OK;
    check("SwA", "service reads", "convert", is_answered && converted.ns1__ConvertResponse->Pages == 50);
    const soap_multipart *document = is_answered ? attached(&port) : NULL;
    check("SwA", "service sends", "convert", document && content == std::string(document->ptr, document->size));
}

int main(int, char **arguments) {
    if (std::strcmp(arguments[1], "call") == 0) {
        call(arguments[2]);
        return 0;
    }
    ArchiveBindingService service;
    service.bind_flags = SO_REUSEADDR;
    if (!soap_valid_socket(service.bind("127.0.0.1", std::atoi(arguments[2]), 10))) {
        service.soap_stream_fault(std::cerr);
        return 1;
    }
    while (soap_valid_socket(service.accept())) {
        service.serve();
        service.destroy();
    }
    return 1;
}
