package dev.talaria.model;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Derives the HTTP status from the members of an error, for replies whose own status is missing or more general. */
final class StatusWords {
    private static final Set<Integer> GENERAL = Set.of(500, 502, 503);
    /** The statuses that some vendors replace by 400. */
    private static final Set<Integer> MEANT_BY_400 = Set.of(401, 402, 429);
    private static final Map<String, Integer> WORDS = words();

    private StatusWords() {
    }

    private static Map<String, Integer> words() {
        Map<String, Integer> words = new HashMap<>();
        put(words, 400, "invalidrequesterror", "invalidrequest", "badrequest", "badrequesterror", "invalidargument", "failedprecondition",
                "outofrange", "validationexception", "validationerror", "invalidparameter", "invalidparametererror", "invalidvalue",
                "unsupportedparameter", "unsupportedvalue", "missingrequiredparameter", "invalidprompt", "exceedcontextsizeerror",
                "notsupportederror", "contextlengthexceeded", "contextwindowexceedederror");
        put(words, 401, "authenticationerror", "unauthenticated", "unauthorized", "invalidapikey", "invalidauthentication");
        put(words, 402, "insufficientbalance", "billingerror", "paymentrequired");
        put(words, 403, "permissionerror", "permissiondenied", "permissiondeniederror", "forbidden", "accessdenied",
                "accessdeniedexception");
        put(words, 404, "notfounderror", "notfound", "modelnotfound", "modelnotfounderror", "deploymentnotfound",
                "resourcenotfoundexception");
        put(words, 413, "requesttoolarge");
        put(words, 422, "unprocessableentity", "unprocessableentityerror");
        put(words, 429, "ratelimiterror", "ratelimitexceeded", "ratelimit", "toomanyrequests", "resourceexhausted", "insufficientquota",
                "throttlingexception", "throttling", "throttlingerror", "requestlimitexceeded");
        put(words, 504, "timeout", "timeouterror", "deadlineexceeded", "gatewaytimeout", "modeltimeoutexception");
        put(words, 503, "unavailable", "serviceunavailable", "serviceunavailableerror", "overloadederror", "overloaded", "engineoverloaded",
                "unavailableerror", "serviceunavailableexception", "modelnotreadyexception");
        put(words, 500, "servererror", "internal", "internalerror", "internalservererror", "apierror", "internalserverexception");
        return Map.copyOf(words);
    }

    private static void put(Map<String, Integer> words, int status, String... names) {
        for (String name : names) {
            words.put(name, status);
        }
    }

    /** Returns the status in a member of an error object, a number or digits, or the known one if there is none. */
    static int number(JsonObject error, int known) {
        for (String name : new String[] {"code", "status", "status_code", "statusCode", "http_status", "http_code"}) {
            int number = number(error.get(name));
            if (number >= 300 && number <= 599) {
                return number;
            }
        }
        return known;
    }

    private static int number(JsonValue value) {
        if (value instanceof JsonNumber number) {
            return number.intValue();
        }
        return value instanceof JsonString text && text.getString().matches("[345]\\d\\d") ? Integer.parseInt(text.getString()) : 0;
    }

    /** Returns the status by number, else by code, else by type; 0 if none of them tells it. */
    static int status(int number, String code, String type) {
        if (number != 0) {
            return number;
        }
        Integer byCode = code == null ? null : WORDS.get(plain(code));
        return byCode != null ? byCode : type == null ? 0 : WORDS.getOrDefault(plain(type), 0);
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /**
     * Returns the most specific status. A gateway's 5xx may carry its vendor's 4xx, but many vendors report any failure as an invalid
     * request.
     *
     * @param number the status as a number; 0 for none
     * @param told   the result of {@link #status}
     */
    static int more(int http, int number, int told) {
        boolean vendors = GENERAL.contains(http) && told >= 400 && told <= 499 && (told == number || told != 400);
        return vendors || http == 400 && MEANT_BY_400.contains(told) ? told : http;
    }
}
