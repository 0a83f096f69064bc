<?php
// PHP's SoapClient, built from the WSDL, calls servers that answer with the generated types: the mirror with the request of
// every sample, whose reply must come back, value for value; the stand-in with a few calls that follow from each other.
// Appends a line to RESULTS for each.
//
//     WSDL=… SAMPLES=… RESULTS=… php client.php mirror|stand-in URL

require __DIR__ . '/values.php';

const OPEN = [
    'ApplicationToken' => 'stand-in-application',
    'Credentials' => ['Ticket' => '7T:stand-in-ticket'],
];

ini_set('memory_limit', '1G');
[, $mode, $url] = $argv;
$peer = new Peer($mode, $url);
$mode === 'mirror' ? mirror($peer) : story($peer);
$peer->close();

/** A client, and the results of its calls. */
final class Peer
{
    private mixed $results;
    private int $calls = 0;
    private int $failed = 0;

    public function __construct(private string $name, private string $url)
    {
        $this->results = fopen(getenv('RESULTS'), 'a');
    }

    /** Headers and body of the reply. */
    public function call(string $operation, mixed $body, array $headers, string $sample = ''): array
    {
        $client = new SoapClient(getenv('WSDL'), [
            'location' => $this->url,
            'cache_wsdl' => WSDL_CACHE_BOTH,
            'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
            'stream_context' => stream_context_create(['http' => ['header' => "X-Sample: $sample"]]),
        ]);
        $blocks = [];
        foreach ($headers as $name => $value) {
            $blocks[] = new SoapHeader(NS, $name, $value);
        }
        $found = [];
        $reply = $client->__soapCall($operation, [$body], null, $blocks, $found);
        return [(object) $found, $reply];
    }

    /** Notes why a case failed: what the check gives, or a fault; null when it did not. */
    public function result(string $operation, string $case, callable $check): void
    {
        try {
            $why = $check();
        } catch (SoapFault $fault) {
            $why = "fault: {$fault->getMessage()}";
        }
        $this->calls += 1;
        $this->failed += $why === null ? 0 : 1;
        $outcome = $why === null ? 'passed' : 'failed';
        $why = substr(preg_replace('/\s+/', ' ', $why ?? ''), 0, 600);
        fwrite($this->results, "php-$this->name\t$operation\t$case\t$outcome\t$why\n");
    }

    public function close(): void
    {
        echo "$this->calls calls of php-$this->name, $this->failed failed\n";
    }
}

function mirror(Peer $peer): void
{
    foreach (glob(getenv('SAMPLES') . '/*.request.json') as $file) {
        [$operation, $variant] = explode('.', basename($file));
        $peer->result($operation, $variant, function () use ($peer, $operation, $variant) {
            $request = sample($operation, $variant, 'request');
            [$headers, $body] = $peer->call($operation, $request->body, (array) $request->headers, $variant);
            $expected = sample($operation, $variant, 'reply');
            return difference("Body/{$operation}Response", $expected->body, $body, false)
                ?? difference('Header', $expected->headers, $headers, false);
        });
    }
}

function story(Peer $peer): void
{
    $peer->result('GenerateNewPasswordForExternalUser', 'story', function () use ($peer) {
        [$headers, $body] = $peer->call('GenerateNewPasswordForExternalUser', ['AssociateName' => 'jdoe'], OPEN);
        return $headers->Succeeded === true && strlen($body->Response) === 13 ? null : 'no password';
    });
    $peer->result('GenerateNewPasswordForExternalUser', 'unknown', function () use ($peer) {
        [$headers] = $peer->call('GenerateNewPasswordForExternalUser', ['AssociateName' => '<nobody>'], OPEN);
        $failed = $headers->Succeeded === false && $headers->ExceptionInfo->Message === 'there is no user `<nobody>`';
        return $failed ? null : 'not as unsuccessful as it should be';
    });
    $user = sample('SaveUser', 'filled', 'request')->body->User;
    $user->AssociateId = 4242;
    $peer->result('SaveUser', 'story', function () use ($peer, $user) {
        [, $body] = $peer->call('SaveUser', ['User' => $user], OPEN);
        return difference('SaveUser', $user, $body->Response, true);
    });
    $peer->result('GetUser', 'story', function () use ($peer, $user) {
        [, $body] = $peer->call('GetUser', ['UserId' => 4242], OPEN);
        return difference('GetUser', $user, $body->Response, true);
    });
    $peer->result('GetUserInfoList', 'story', function () use ($peer) {
        [, $body] = $peer->call('GetUserInfoList', ['UserInfoIds' => ['int' => [42, 7, 5]]], OPEN);
        $names = array_map(fn ($info) => $info?->UserName, $body->Response->UserInfo);
        return $names === ['jdoe', null, 'KARI'] ? null : json_encode($names);
    });
    $peer->result('GetUser', 'bad ticket', function () use ($peer) {
        try {
            $peer->call('GetUser', ['UserId' => 42], ['Credentials' => ['Ticket' => 'old']] + OPEN);
            return 'let in with a ticket that nobody issued';
        } catch (SoapFault $fault) {
            return str_contains($fault->getMessage(), 'ticket') ? null : $fault->getMessage();
        }
    });
}
