<?php
// What PHP's server and PHP's client share: the samples as JSON, and how values are compared with them.

const NS = 'http://www.superoffice.net/ws/crm/NetServer/Services86';

/** What makes a reply of 20,000 users one of 50 MB. */
define('LONG', str_repeat(' <&> 漢字 😀', 100));

/** A message of a sample: its headers and its body. */
function sample(string $operation, string $variant, string $side): stdClass
{
    $text = file_get_contents(getenv('SAMPLES') . "/$operation.$variant.$side.json");
    return raw(json_decode($text, false, 512, JSON_THROW_ON_ERROR));
}

/** A value of JSON with its bytes as the strings that they are in PHP. */
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

/** The first difference between what should have come and what came; null when there is none. */
function difference(string $path, mixed $expected, mixed $found, bool $nilIsAbsent): ?string
{
    if ($expected instanceof stdClass) {
        if (!$found instanceof stdClass && $found !== null) {
            return differs($path, $expected, $found);
        }
        $found = (array) $found;
        foreach ((array) $expected as $name => $value) {
            // PHP leaves out a list without members.
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
    // PHP reads a text that is white space alone as an empty one.
    $blank = is_string($expected) && trim($expected) === '' && $found === '';
    return $expected === $found || $blank ? null : differs($path, $expected, $found);
}

function differs(string $path, mixed $expected, mixed $found): string
{
    [$expected, $found] = array_map(fn ($value) => json_encode($value, JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE), [$expected, $found]);
    return "$path: sent $expected, came $found";
}
