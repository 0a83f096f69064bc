<?php
// PHP's SoapClient, built from the WSDL, calls servers that answer with the generated types. The mirror gets the request of
// every sample and must return the reply of the sample, value for value. The stand-in gets a sequence of calls, with a ticket
// that its SoPrincipal service issues. Appends a line to RESULTS for each call.
//
//     WSDL=… SAMPLES=… RESULTS=… php client.php mirror URL
//     WSDL=… PRINCIPAL=… SAMPLES=… RESULTS=… php client.php stand-in URL
//     WSDL=… RESULTS=… php client.php fault URL       a declared fault, which must have its detail

require __DIR__ . '/values.php';

ini_set('memory_limit', '3G');
[, $mode, $url] = $argv;
$peer = new Peer($mode === 'fault' ? 'mirror' : $mode, $url, getenv('WSDL'));
if ($mode === 'mirror') {
    mirror($peer);
} elseif ($mode === 'fault') {
    fault($peer);
} else {
    $door = new Peer($mode, str_replace('User.svc', 'SoPrincipal.svc', $url), getenv('PRINCIPAL'));
    story($peer, $door);
    $door->close();
}
$peer->close();

/** A client, and the results of its calls. */
final class Peer
{
    private mixed $results;
    private int $calls = 0;
    private int $failed = 0;

    public function __construct(private string $name, private string $url, private string $wsdl)
    {
        $this->results = fopen(getenv('RESULTS'), 'a');
    }

    /** Returns headers and body of the reply. */
    public function call(string $operation, mixed $body, array $headers, string $sample = ''): array
    {
        $client = new SoapClient($this->wsdl, [
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

    /** Records the reason for which a case failed: the result of the check, or a fault. Null means success. */
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

function fault(Peer $peer): void
{
    $peer->result('GetForecast', 'fault', function () use ($peer) {
        try {
            $peer->call('GetForecast', ['City' => 'Atlantis'], []);
            return 'no fault';
        } catch (SoapFault $fault) {
            return same(['Oslo', 'Bergen'], $fault->detail->UnknownCity->Suggestion ?? null);
        }
    });
}

/** A sequence of calls on the stand-in, with a ticket that its SoPrincipal service issues. */
function story(Peer $peer, Peer $door): void
{
    $token = ['ApplicationToken' => 'stand-in-application'];
    $refused = fn (stdClass $headers, string $why) =>
        $headers->Succeeded === false && str_contains($headers->ExceptionInfo->Message, $why) ? null : 'not refused';
    $door->result('GetSystemInfo', 'story', function () use ($door, $token) {
        [, $body] = $door->call('GetSystemInfo', [], $token);
        return same('9999-12-31T23:59:59.9999999', $body->SystemInfo->License->ExpiryDate);
    });
    $door->result('AuthenticateUsernamePassword', 'wrong', function () use ($door, $token, $refused) {
        $wrong = ['UserName' => 'KARI', 'Password' => ' Correct-Horse-1'];
        [$headers] = $door->call('AuthenticateUsernamePassword', $wrong, $token);
        return $refused($headers, 'password is wrong');
    });
    $door->result('AuthenticateImplicit', 'story', function () use ($door, $token, $refused) {
        [$headers] = $door->call('AuthenticateImplicit', [], $token);
        return $refused($headers, 'identity');
    });
    $door->result('AuthenticateWithAccessToken', 'story', function () use ($door, $token, $refused) {
        [$headers] = $door->call('AuthenticateWithAccessToken', ['AccessToken' => '8A:<&>'], $token);
        return $refused($headers, 'token');
    });
    $door->result('AuthenticateGeneric', 'story', function () use ($door, $token) {
        $pairs = ['UserName' => 'jürgen', 'Password' => 'Correct-Horse-1', '漢字' => null];
        $pairs = array_map(fn ($key) => ['Key' => $key, 'Value' => $pairs[$key]], array_keys($pairs));
        $data = ['AuthenticationGenericDataKeyValuePair' => $pairs];
        [, $body] = $door->call('AuthenticateGeneric', ['AuthenticationData' => $data], $token);
        return same('jürgen', $body->Response?->Associate);
    });
    $open = $token;
    $door->result('AuthenticateUsernamePassword', 'story', function () use ($door, $token, &$open) {
        $right = ['UserName' => 'KARI', 'Password' => 'Correct-Horse-1'];
        [, $body] = $door->call('AuthenticateUsernamePassword', $right, $token);
        $open['Credentials'] = $body->Credentials;
        return same([true, 'KARI'], [$body->AuthenticationSucceeded, $body->Response->Associate]);
    });

    // Calls an operation. Its reply must equal the expected value, or satisfy the expected predicate.
    $tell = function (string $operation, array $arguments, mixed $expected, string $case = 'story') use ($peer, &$open) {
        $found = null;
        $peer->result($operation, $case, function () use ($peer, $operation, $arguments, $expected, &$found, &$open) {
            [$headers, $body] = $peer->call($operation, $arguments, $open);
            $found = $headers->Succeeded === true ? $body->Response ?? null : $headers->ExceptionInfo->Message;
            return $expected instanceof Closure
                ? ($expected($found) ? null : differs($operation, 'something else', $found))
                : difference($operation, $expected, $found, true);
        });
        return $found;
    };
    $tell('GenerateNewPasswordForExternalUser', ['AssociateName' => 'jdoe'], fn ($new) => strlen($new) === 13);
    $unknown = 'the user `<nobody>` does not exist';
    $tell('GenerateNewPasswordForExternalUser', ['AssociateName' => '<nobody>'], $unknown, 'unknown');
    $tell('CreateDefaultUser', [], fn ($user) => $user->Lastlogin === '0001-01-01T00:00:00');

    $user = sample('SaveUser', 'filled', 'request')->body->User;
    $user->AssociateId = 4242;
    $user->Name = "php <&>\"é' 漢字 😀";
    $user->Deleted = false;
    $tell('SaveUser', ['User' => $user], $user);
    $tell('GetUser', ['UserId' => 4242], $user);
    $tell('GetUserFromName', ['UserName' => $user->Name], $user);
    $names = fn ($infos) => array_map(fn ($info) => $info?->UserName, $infos->UserInfo) === ['jdoe', null, 'KARI'];
    $tell('GetUserInfoList', ['UserInfoIds' => ['int' => [42, 7, 5]]], $names);
    $tell('GetUserInfoList', ['UserInfoIds' => ['int' => []]], fn ($infos) => ($infos->UserInfo ?? []) === [], 'none');
    $user->Tooltip = LONG;
    $tell('ChangeUserType', ['User' => $user, 'UserType' => $user->Type], $user, 'long');
    $ids = array_fill(0, 20_000, 4242);
    $all = fn ($infos) => count($infos->UserInfo) === 20_000 && end($infos->UserInfo)->Tooltip === LONG;
    $tell('GetUserInfoList', ['UserInfoIds' => ['int' => $ids]], $all, 'large');
    $password = "  <&> 漢字 😀 ]]>\t";
    $tell('SetPassword', ['AssociateId' => 4242, 'Password' => $password], true);
    $change = ['AssociateId' => 4242, 'NewPassword' => 'x'];
    $tell('ChangePassword', $change + ['OldPassword' => trim($password)], false, 'trimmed');
    $tell('ChangePassword', $change + ['OldPassword' => $password], true);
    $tell('IsPasswordValidWithReason', ['Password' => '漢字'], fn ($result) => $result->Result === false);
    $tell('GetValidUserName', ['UserName' => 'jdoe'], 'jdoe1');

    $group = sample('SaveUserGroup', 'other', 'request')->body->UserGroup;
    $group->Id = 4243;
    $tell('SaveUserGroup', ['UserGroup' => $group], $group);
    $tell('GetUserGroup', ['UserGroupId' => 4243], $group);
    $list = fn ($groups) => $groups->UserGroup[0] === null && $groups->UserGroup[1]->Id === 4243;
    $tell('GetUserGroupList', ['UserGroupIds' => ['int' => [7, 4243]]], $list);
    $role = sample('SaveRoleEntity', 'filled', 'request')->body->RoleEntity;
    $role->RoleId = 4244;
    $role->Name = ' outer blanks ';
    $tell('SaveRoleEntity', ['RoleEntity' => $role], $role);
    $tell('GetRoleEntity', ['RoleEntityId' => 4244], $role);
    $tell('GetRole', ['RoleId' => 4244], fn ($short) => $short->Value === $role->Name);
    $of = ['RoleId' => 4244, 'TableName' => 'contact'];
    $tell('SetDataRight', $of + ['RelationToOwner' => 'MyOwn', 'DataRightValue' => '<CRUD>'], null);
    $tell('SetDataRight', $of + ['RelationToOwner' => 'Anonymous'], null, 'nil');
    $pairs = [['MyOwn', '<CRUD>'], ['Anonymous', null]];
    $pairs = array_map(fn ($pair) => (object) ['Key' => $pair[0], 'Value' => $pair[1]], $pairs);
    $tell('GetDataRights', $of, (object) ['StringKeyValuePair' => $pairs]);
    $service = sample('SaveServiceAuth', 'filled', 'request')->body->ServiceAuth;
    $service->ServiceAuthId = 4245;
    $tell('SaveServiceAuth', ['ServiceAuth' => $service], $service);
    $tell('GetServiceAuth', ['ServiceAuthId' => 4245], $service);
    $credentials = sample('SaveUntrustedCredentials', 'filled', 'request')->body->Credentials;
    $tell('SaveUntrustedCredentials', ['Type' => 'php', 'Credentials' => $credentials], null);
    $saved = (object) ['UntrustedCredentials' => [$credentials]];
    $tell('GetUntrustedCredentials', ['Type' => 'php'], $saved);
    $tell('DeleteUser', ['UserId' => 4242], null);
    $tell('GetUser', ['UserId' => 4242], 'the user `4242` does not exist', 'deleted');

    $peer->result('GetUser', 'bad ticket', function () use ($peer, $token) {
        try {
            $peer->call('GetUser', ['UserId' => 42], $token + ['Credentials' => ['Ticket' => 'old']]);
            return 'accepted a ticket that was not issued';
        } catch (SoapFault $fault) {
            return str_contains($fault->getMessage(), 'ticket') ? null : $fault->getMessage();
        }
    });
}

function same(mixed $expected, mixed $found): ?string
{
    return $expected === $found ? null : differs('it', $expected, $found);
}
