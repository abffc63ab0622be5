package dev.talaria.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Why an upstream refuses, beyond its status: vendors put these under 400, 402, 403 and 429 alike. The first that fits counts. */
enum RefusalGround {
    /** It wants another key: Gemini and xAI say so with 400. */
    KEY("api key not valid|(?:invalid|incorrect|missing|expired|wrong|no) (?:\\w+ )?api[ -]?key|invalid authentication|"
            + "api[ -]?key (?:\\w+ ){0,3}(?:invalid|expired|missing|incorrect|not found|required)"),
    /** The account is out of money or allowance, which does not come back by waiting. */
    QUOTA("insufficient[ -]?(?:quota|balance|credits?|funds)|exceeded (?:your |the )?current quota|balance is too low|"
            + "billing (?:hard )?limit|spend(?:ing)? limit|out of credits|requires? more credits|not enough credits|no credits|"
            + "payment required|arrearage|overdue|allocationquota|free ?tier only|余额不足|欠费"),
    /** The vendor does not serve the country that this server stands in. */
    REGION("unsupported country|(?:countr(?:y|ies)|territory|user location|your (?:location|region))\\b.{0,40}"
            + "not (?:supported|available|allowed)|not (?:supported|available) in (?:your|this) (?:country|region|location)"),
    /** What was asked is against the vendor's rules. */
    POLICY("moderation|\\bflagged\\b|content[ -]?(?:policy|filter|management|violat|inspection)|usage (?:policy|policies|guidelines)|"
            + "responsible ?ai|safety|prohibited|violat\\w+|data ?inspection ?failed|inappropriate|sensitive");

    private final Pattern words;

    RefusalGround(String words) {
        this.words = Pattern.compile(words);
    }

    /** Empty where the words tell no more than the status. */
    static Optional<RefusalGround> of(UpstreamRefusal refusal) {
        String text = refusal.text().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Stream.of(values()).filter(ground -> ground.words.matcher(text).find()).findFirst();
    }
}
