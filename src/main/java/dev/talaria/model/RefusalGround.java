package dev.talaria.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The reason for a refusal, which the status alone does not tell: vendors use 400, 402, 403 and 429 for all of these. The first match
 * counts.
 */
enum RefusalGround {
    /** The API key is not accepted; Gemini and xAI report this with 400. */
    KEY("api key not valid|(?:invalid|incorrect|missing|expired|wrong|no) (?:\\w+ )?api[ -]?key|invalid authentication|"
            + "api[ -]?key (?:\\w+ ){0,3}(?:invalid|expired|missing|incorrect|not found|required)"),
    /** The account has no money or quota left, which waiting does not change. */
    QUOTA("insufficient[ -]?(?:quota|balance|credits?|funds)|exceeded (?:your |the )?current quota|balance is too low|"
            + "billing (?:hard )?limit|spend(?:ing)? limit|out of credits|requires? more credits|not enough credits|no credits|"
            + "payment required|arrearage|overdue|allocationquota|free ?tier only|余额不足|欠费"),
    /** The vendor does not serve the country in which this server runs. */
    REGION("unsupported country|(?:countr(?:y|ies)|territory|user location|your (?:location|region))\\b.{0,40}"
            + "not (?:supported|available|allowed)|not (?:supported|available) in (?:your|this) (?:country|region|location)"),
    /** The request violates the vendor's policy. */
    POLICY("moderation|\\bflagged\\b|content[ -]?(?:policy|filter|management|violat|inspection)|usage (?:policy|policies|guidelines)|"
            + "responsible ?ai|safety|prohibited|violat\\w+|data ?inspection ?failed|inappropriate|sensitive");

    private final Pattern words;

    RefusalGround(String words) {
        this.words = Pattern.compile(words);
    }

    /** Returns empty if the text says no more than the status. */
    static Optional<RefusalGround> of(UpstreamRefusal refusal) {
        String text = refusal.text().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Stream.of(values()).filter(ground -> ground.words.matcher(text).find()).findFirst();
    }
}
