// gSOAP as a client that gets a declared fault: gsoap_fault URL RESULTS.

#include "soapH.h"
#include "namespaces.h"

int main(int count, char **arguments) {
    struct soap *soap = soap_new1(SOAP_C_UTFSTRING);
    struct _ns1__GetForecast request = {.City = "Atlantis"};
    struct _ns1__GetForecastResponse reply;
    if (count != 3) {
        return 2;
    }
    FILE *results = fopen(arguments[2], "a");
    int failed = soap_call___ns1__GetForecast(soap, arguments[1], NULL, &request, &reply) != SOAP_FAULT;
    struct SOAP_ENV__Detail *detail = failed || !soap->fault ? NULL : soap->fault->detail;
    struct _ns1__UnknownCity *city = detail ? detail->ns1__UnknownCity : NULL;
    failed = city == NULL || city->__sizeSuggestion != 2 || strcmp(city->Suggestion[0], "Oslo") != 0;
    fprintf(results, "gsoap\tGetForecast\tfault\t%s\t%s\n", failed ? "failed" : "passed", failed ? "no typed fault" : "");
    return fclose(results);
}
