<?php
// Shared code of PHP's server and client: the samples as JSON, and comparison of values with them.

const NS = 'http://www.superoffice.net/ws/crm/NetServer/Services86';

/** Padding that makes a reply of 20,000 users 50 MB large. */
define('LONG', str_repeat(' <&> 漢字 😀', 100));

/** Returns a message of a sample: headers and body. */
function sample(string $operation, string $variant, string $side): stdClass
{
    $text = file_get_contents(getenv('SAMPLES') . "/$operation.$variant.$side.json");
    return raw(json_decode($text, false, 512, JSON_THROW_ON_ERROR));
}

/** Converts a JSON value: binary data becomes a PHP string of bytes. */
function raw(mixed $value): mixed
{
    if ($value instanceof stdClass && array_keys((array) $value) === ['base64']) {
        return base64_decode($value->base64);
    }
    if ($value instanceof stdClass) {
        foreach ((array) $value as $name => $one) {
            $value->$name = raw($one);
        }
        return $value;
    }
    return is_array($value) ? array_map(raw(...), $value) : $value;
}

/** Returns the first difference between the expected and the received value; null if they are equal. */
function difference(string $path, mixed $expected, mixed $found, bool $nilIsAbsent): ?string
{
    if ($expected instanceof stdClass) {
        if (!$found instanceof stdClass && $found !== null) {
            return differs($path, $expected, $found);
        }
        $found = (array) $found;
        foreach ((array) $expected as $name => $value) {
            // PHP omits empty lists.
            $missing = !array_key_exists($name, $found);
            if ($missing && ($value === [] || $value === null && $nilIsAbsent)) {
                continue;
            }
            $why = $missing
                ? differs("$path/$name", $value, 'nothing')
                : difference("$path/$name", $value, $found[$name], $nilIsAbsent);
            if ($why !== null) {
                return $why;
            }
            unset($found[$name]);
        }
        return $found === [] ? null : differs($path, 'no more', $found);
    }
    if (is_array($expected)) {
        if (!is_array($found) || count($found) !== count($expected)) {
            return differs($path, $expected, $found);
        }
        foreach ($expected as $index => $value) {
            $why = difference("{$path}[$index]", $value, $found[$index], $nilIsAbsent);
            if ($why !== null) {
                return $why;
            }
        }
        return null;
    }
    // PHP reads text that consists only of whitespace as empty.
    $blank = is_string($expected) && trim($expected) === '' && $found === '';
    return $expected === $found || $blank ? null : differs($path, $expected, $found);
}

function differs(string $path, mixed $expected, mixed $found): string
{
    [$expected, $found] = array_map(fn ($value) => json_encode($value, JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE), [$expected, $found]);
    return "$path: sent $expected, came $found";
}
