<?php
// A SOAP server of another stack for the generated client to call: PHP's SoapServer, built from the WSDL.
//
// It has the messages of the samples as JSON. A request must equal the sample named in the header `X-Sample`, value for
// value; the answer is the reply of the sample. Otherwise the answer is a fault with the difference.
//
//     WSDL=… SAMPLES=… php -S 127.0.0.1:PORT server.php

require __DIR__ . '/values.php';

final class Service
{
    public SoapServer $server;
    private string $variant;
    /** Whether the client does not distinguish nil from absent, and sends nil as absent. */
    private bool $nilIsAbsent;
    private array $headers = [];

    public function __construct()
    {
        $this->variant = $_SERVER['HTTP_X_SAMPLE'] ?? '';
        $this->nilIsAbsent = ($_SERVER['HTTP_X_NIL'] ?? '') === 'absent';
    }

    /** SoapServer calls a method named after each request header, then one named after the operation. */
    public function __call(string $name, array $arguments): mixed
    {
        if (in_array($name, ['ApplicationToken', 'Credentials', 'TimeZone'], true)) {
            $this->headers[$name] = $arguments[0] ?? null;
            return null;
        }
        if ($this->variant === 'fault') {
            $detail = (object) ['UserFault' => (object) ['Reason' => 'a fault with <&>']];
            throw new SoapFault('Server', 'no & never "é" 漢字 😀', 'urn:actor', $detail);
        }
        if ($this->variant === 'unsuccessful') {
            $info = ['Message' => 'no <&> such user', 'InnerException' => ['Message' => 'inner', 'InnerException' => null]];
            $this->header('Succeeded', false);
            $this->header('ExceptionInfo', $info);
            return [];
        }
        if ($this->variant === 'large') {
            $infos = array_map(fn (int $id) => (object) ['UserInfoId' => $id, 'Tooltip' => "$id" . LONG], range(1, 20_000));
            $this->header('Succeeded', true);
            return (object) ['Response' => (object) ['UserInfo' => $infos]];
        }
        $sent = sample($name, $this->variant, 'request');
        $why = difference("Body/$name", $sent->body, $arguments[0] ?? new stdClass(), $this->nilIsAbsent)
            ?? difference('Header', $sent->headers, (object) $this->headers, $this->nilIsAbsent);
        if ($why !== null) {
            throw new SoapFault('Client', $why);
        }
        $reply = sample($name, $this->variant, 'reply');
        foreach ($reply->headers as $header => $value) {
            $this->header($header, $value);
        }
        return $reply->body;
    }

    private function header(string $name, mixed $value): void
    {
        $this->server->addSoapHeader(new SoapHeader(NS, $name, $value));
    }
}

ini_set('soap.wsdl_cache_enabled', '1');
ini_set('memory_limit', '3G');
$service = new Service();
$version = str_starts_with($_SERVER['CONTENT_TYPE'] ?? '', 'application/soap+xml') ? SOAP_1_2 : SOAP_1_1;
$service->server = new SoapServer(getenv('WSDL'), [
    'cache_wsdl' => WSDL_CACHE_DISK,
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    'soap_version' => $version,
]);
$service->server->setObject($service);
$service->server->handle();
