// gSOAP as a client of the mirror: gsoap URL SAMPLES RESULTS. `wsdl2h` and `soapcpp2` generate everything but this file.
// Appends a line to RESULTS for each call.
//
// gSOAP does not distinguish nil from absent, which the mirror ignores for it.

#include <fcntl.h>
#include <unistd.h>

#include "soapH.h"
#include "namespaces.h"

static const char *VARIANTS[] = {"filled", "other", "nils", "absent", NULL};
static const char *url, *samples;
static FILE *results;
static int passed;

// A context for messages in UTF-8, which preserves white space.
static struct soap *context(void) {
    struct soap *soap = soap_new1(SOAP_C_UTFSTRING);
    soap_set_namespaces(soap, namespaces);
    return soap;
}

static void discard(struct soap *soap) {
    soap_destroy(soap);
    soap_end(soap);
    soap_free(soap);
}

// Begins to read the envelope of a sample, with its header.
static int begin(struct soap *soap, const char *operation, const char *variant, const char *side) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s.%s.%s.xml", samples, operation, variant, side);
    soap->recvfd = open(path, O_RDONLY);
    return soap->recvfd < 0 || soap_begin_recv(soap) || soap_envelope_begin_in(soap) || soap_recv_header(soap)
        || soap_body_begin_in(soap);
}

static int end(struct soap *soap) {
    int failed = soap_body_end_in(soap) || soap_envelope_end_in(soap) || soap_end_recv(soap);
    close(soap->recvfd);
    soap->recvfd = 0;
    return failed;
}

static void result(struct soap *soap, const char *operation, const char *variant, const char *why) {
    char fault[600] = "";
    if (why == NULL && soap->error) {
        soap_sprint_fault(soap, fault, sizeof fault);
        for (char *at = fault; *at; at++) {
            if (*at == '\n' || *at == '\t') {
                *at = ' ';
            }
        }
        why = fault;
    }
    passed += why == NULL;
    fprintf(results, "gsoap\t%s\t%s\t%s\t%s\n", operation, variant, why ? "failed" : "passed", why ? why : "");
}

// Sends the request of each sample, and compares the reply with the sample as gSOAP writes both.
#define OPERATION(NAME, REPLY)                                                                                          \
    static char *text_##NAME(struct soap *soap, struct REPLY *reply) {                          \
        char *text = NULL;                                                                                       \
        soap->os = (const char **)&text;                                                                         \
        if (soap_begin_send(soap) || soap_out_SOAP_ENV__Header(soap, "header", -1, soap->header, NULL)           \
            || soap_out_##REPLY(soap, "reply", -1, reply, NULL) || soap_end_send(soap)) {         \
            text = NULL;                                                                                         \
        }                                                                                                        \
        soap->os = NULL;                                                                                         \
        return text;                                                                                             \
    }                                                                                                            \
    static void call_##NAME(void) {                                                                              \
        for (const char **variant = VARIANTS; *variant; variant++) {                                             \
            struct _ns1__##NAME request;                                                                         \
            struct REPLY expected, found;                                                       \
            struct soap *sample = context(), *soap = context();                                                  \
            const char *why = NULL;                                                                              \
            char header[64];                                                                                     \
            soap_default__ns1__##NAME(soap, &request);                                                           \
            soap_default_##REPLY(sample, &expected);                                              \
            snprintf(header, sizeof header, "X-Nil-Lost: 1\r\nX-Sample: %s", *variant);                                           \
            if (begin(sample, #NAME, *variant, "reply")                                                          \
                || !soap_get_##REPLY(sample, &expected, NULL, NULL) || end(sample)) {             \
                why = "the sample of the reply cannot be read";                                                  \
            } else if (begin(soap, #NAME, *variant, "request") || !soap_get__ns1__##NAME(soap, &request, NULL, NULL) \
                || end(soap)) {                                                                                  \
                why = "the sample of the request cannot be read";                                                \
            } else {                                                                                             \
                soap->http_extra_header = header;                                                                \
                if (soap_call___ns1__##NAME(soap, url, NULL, &request, &found) == SOAP_OK) {                     \
                    char *left = text_##NAME(sample, &expected), *right = text_##NAME(soap, &found);             \
                    why = left && right && strcmp(left, right) == 0 ? NULL : "the reply differs";                \
                    soap->error = SOAP_OK;                                                                       \
                }                                                                                                \
            }                                                                                                    \
            result(soap, #NAME, *variant, why);                                                                  \
            discard(sample);                                                                                     \
            discard(soap);                                                                                       \
        }                                                                                                        \
    }
#include "operations.h"
#undef OPERATION

int main(int count, char **arguments) {
    if (count != 4) {
        return 2;
    }
    url = arguments[1], samples = arguments[2];
    results = fopen(arguments[3], "a");
#define OPERATION(NAME, REPLY) call_##NAME();
#include "operations.h"
#undef OPERATION
    printf("gSOAP: %d calls passed\n", passed);
    return fclose(results);
}
