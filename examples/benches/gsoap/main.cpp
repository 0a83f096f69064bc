// What gSOAP generates from wsdl/User.wsdl, for the benchmark `decode`, which builds and runs it: reads the reply of GetUser in the
// file that is its argument once per line of its standard input, and answers with the seconds that takes.
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "soapH.h"
#include "BasicHttpBinding_USCOREUser.nsmap"

static std::string message;
static size_t position;

// Gives gSOAP the message from memory: there is no socket.
static size_t receive(struct soap *, char *buffer, size_t size) {
    size_t length = std::min(size, message.size() - position);
    std::memcpy(buffer, message.data() + position, length);
    position += length;
    return length;
}

int main(int, char **arguments) {
    std::ifstream file(arguments[1], std::ios::binary);
    message.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    // One context for all messages, as in a program that makes many calls. Its memory is given back after each, which is not
    // counted, as dropping the value is not counted elsewhere.
    struct soap *soap = soap_new1(SOAP_IO_KEEPALIVE);
    soap->frecv = receive;
    std::string line;
    while (std::getline(std::cin, line)) {
        position = 0;
        auto begin = std::chrono::steady_clock::now();
        _ns1__GetUserResponse response;
        int error = soap_recv___ns1__GetUser(soap, response);
        std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        if (error != SOAP_OK || !response.Response || !response.Response->Person || !response.Response->AssociateId) {
            soap_print_fault(soap, stderr);
            return 1;
        }
        std::printf("%.9f\n", seconds.count());
        std::fflush(stdout);
        soap_destroy(soap);
        soap_end(soap);
    }
    soap_free(soap);
}
