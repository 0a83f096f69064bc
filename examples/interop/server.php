<?php
// A SOAP server of another stack for the generated client to call: PHP's SoapServer, built from the WSDL.
//
// It knows each message of the samples as JSON. What a client sends must be equal to the sample that the header
// `X-Sample` names, value for value; the reply is the sample's. Anything else is a fault that says what differs.
//
//     WSDL=… SAMPLES=… php -S 127.0.0.1:PORT server.php

const NS = 'http://www.superoffice.net/ws/crm/NetServer/Services86';

final class Service
{
    public SoapServer $server;
    private string $folder;
    private string $variant;
    /** Whether the client sends what is nil as absent, because it does not keep these apart. */
    private bool $nilIsAbsent;
    private array $headers = [];

    public function __construct()
    {
        $this->folder = getenv('SAMPLES');
        $this->variant = $_SERVER['HTTP_X_SAMPLE'] ?? '';
        $this->nilIsAbsent = ($_SERVER['HTTP_X_NIL'] ?? '') === 'absent';
    }

    /** Every operation, and every header of a request before it, is a call of a method of its name. */
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
        $sent = $this->read($name, 'request');
        $this->same("Body/$name", $sent->body, $arguments[0] ?? new stdClass());
        $this->same('Header', $sent->headers, (object) $this->headers);
        $reply = $this->read($name, 'reply');
        foreach ($reply->headers as $header => $value) {
            $this->header($header, $value);
        }
        return $reply->body;
    }

    private function read(string $name, string $side): stdClass
    {
        $text = file_get_contents("{$this->folder}/$name.{$this->variant}.$side.json");
        return json_decode($text, false, 512, JSON_THROW_ON_ERROR);
    }

    private function header(string $name, mixed $value): void
    {
        $this->server->addSoapHeader(new SoapHeader(NS, $name, $value));
    }

    /** Compares what should have come with what came. */
    private function same(string $path, mixed $expected, mixed $found): void
    {
        if ($expected instanceof stdClass) {
            $found instanceof stdClass || $found === null || $this->differs($path, $expected, $found);
            $found = (array) $found;
            foreach ((array) $expected as $name => $value) {
                if ($value === null && $this->nilIsAbsent && !array_key_exists($name, $found)) {
                    continue;
                }
                // PHP leaves out a list without members.
                if ($value === [] && !array_key_exists($name, $found)) {
                    continue;
                }
                array_key_exists($name, $found) || $this->differs("$path/$name", $value, 'nothing');
                $this->same("$path/$name", $value, $found[$name]);
                unset($found[$name]);
            }
            $found === [] || $this->differs($path, 'no more', $found);
        } elseif (is_array($expected)) {
            is_array($found) && count($found) === count($expected) || $this->differs($path, $expected, $found);
            foreach ($expected as $index => $value) {
                $this->same("{$path}[$index]", $value, $found[$index]);
            }
        } elseif ($expected !== $found && !self::blank($expected, $found)) {
            $this->differs($path, $expected, $found);
        }
    }

    /** PHP reads a text that is white space alone as an empty one. */
    private static function blank(mixed $expected, mixed $found): bool
    {
        return is_string($expected) && trim($expected) === '' && $found === '';
    }

    private function differs(string $path, mixed $expected, mixed $found): never
    {
        $expected = json_encode($expected, JSON_UNESCAPED_UNICODE);
        $found = json_encode($found, JSON_UNESCAPED_UNICODE);
        throw new SoapFault('Client', "$path: sent $expected, came $found");
    }
}

ini_set('soap.wsdl_cache_enabled', '1');
ini_set('memory_limit', '1G');
$service = new Service();
$version = str_starts_with($_SERVER['CONTENT_TYPE'] ?? '', 'application/soap+xml') ? SOAP_1_2 : SOAP_1_1;
$service->server = new SoapServer(getenv('WSDL'), [
    'cache_wsdl' => WSDL_CACHE_DISK,
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    'soap_version' => $version,
]);
$service->server->setObject($service);
$service->server->handle();
