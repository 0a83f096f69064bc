// gSOAP with its plug-ins for WS-Security and WS-Addressing, on the output of wsdl2h and soapcpp2:
//
//     gsoap serve PORT PASSWORD            a service, whose path says what it checks: security, addressing, none
//     gsoap call URL WORD KIND PASSWORD    a client that sends KIND: text, digest, addressing, or all of digest and addressing
//
// The client prints the reply, or the fault code.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "Echo.nsmap"
#include "soapEchoProxy.h"
#include "soapEchoService.h"
#include "wsaapi.h"
#include "wsseapi.h"

static const char *const ACTION = "urn:example:echo/echo";
// The password of the user jdoe. Members of gSOAP's context hide shorter names.
static std::string PASSWORD;

// Returns whether the path of the URL ends with a word.
static bool is_at(struct soap *soap, const char *word) {
    const char *found = std::strstr(soap->path, word);
    return found && std::strlen(found) == std::strlen(word);
}

int EchoService::echo(ns1__Word *request, ns1__Word &response) {
    response.word = request->word;
    if (is_at(this, "security")) {
        const char *user = soap_wsse_get_Username(this);
        if (!user || std::strcmp(user, "jdoe") != 0) {
            return soap_wsse_fault(this, wsse__FailedAuthentication, NULL);
        }
        if (!soap_wsse_Timestamp(this)) {
            return soap_wsse_fault(this, wsse__InvalidSecurity, "no Timestamp");
        }
        bool is_valid = soap_wsse_verify_Password(this, PASSWORD.c_str()) == SOAP_OK
            && soap_wsse_verify_Timestamp(this) == SOAP_OK;
        soap_wsse_delete_Security(this);
        return is_valid ? SOAP_OK : this->error;
    }
    if (is_at(this, "addressing")) {
        if (soap_wsa_check(this)) {
            return this->error;
        }
        return soap_wsa_reply(this, NULL, "urn:example:echo/echoResponse");
    }
    return SOAP_OK;
}

static int serve(int port) {
    EchoService service(SOAP_C_UTFSTRING);
    soap_register_plugin(&service, soap_wsse);
    soap_register_plugin(&service, soap_wsa);
    service.bind_flags = SO_REUSEADDR;
    if (!soap_valid_socket(service.bind("127.0.0.1", port, 10))) {
        service.soap_stream_fault(std::cerr);
        return 1;
    }
    while (soap_valid_socket(service.accept())) {
        service.serve();
        service.destroy();
    }
    return 1;
}

static int call(const char *url, const char *word, const std::string &kind) {
    EchoProxy port(SOAP_C_UTFSTRING);
    soap_register_plugin(&port, soap_wsse);
    soap_register_plugin(&port, soap_wsa);
    bool is_all = kind == "all";
    if (kind == "addressing" || is_all) {
        soap_wsa_request(&port, NULL, url, ACTION);
    }
    if (kind != "addressing") {
        soap_wsse_add_Timestamp(&port, "Time", 300);
        if (kind == "text") {
            soap_wsse_add_UsernameTokenText(&port, NULL, "jdoe", PASSWORD.c_str());
        } else {
            soap_wsse_add_UsernameTokenDigest(&port, NULL, "jdoe", PASSWORD.c_str());
        }
    }
    ns1__Word request, response;
    request.word = (char *)word;
    if (port.echo(url, ACTION, &request, response) != SOAP_OK) {
        std::printf("%s\n", *soap_faultcode(&port));
        return 0;
    }
    if ((kind == "addressing" || is_all) && soap_wsa_check(&port)) {
        std::printf("the reply lacks addressing\n");
        return 0;
    }
    std::printf("%s\n", response.word);
    return 0;
}

int main(int, char **arguments) {
    if (std::strcmp(arguments[1], "serve") == 0) {
        PASSWORD = arguments[3];
        return serve(std::atoi(arguments[2]));
    }
    PASSWORD = arguments[5];
    return call(arguments[2], arguments[3], arguments[4]);
}
