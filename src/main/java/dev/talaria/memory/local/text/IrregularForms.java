package dev.talaria.memory.local.text;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Replaces irregular English verbs and nouns by their base form, which no stemmer does: "drew" becomes "draw", "children" "child". Forms
 * that are as often another word ("saw", "left") stay.
 */
final class IrregularForms extends TokenFilter {
    private static final String FORMS = """
            arise arose arisen, awake awoke awoken, beat beaten, become became, begin began begun, bend bent, bite bitten, bleed bled,
            blow blew blown, break broke broken, breed bred, bring brought, build built, burn burnt, buy bought, catch caught,
            choose chose chosen, cling clung, come came, creep crept, deal dealt, dig dug, draw drew drawn, dream dreamt,
            drink drank drunk, drive drove driven, eat ate eaten, fall fell fallen, feed fed, feel felt, fight fought, flee fled,
            fling flung, fly flew flown, forbid forbade forbidden, forget forgot forgotten, forgive forgave forgiven,
            freeze froze frozen, get got gotten, give gave given, go went gone, grow grew grown, hang hung, hear heard,
            hide hid hidden, hold held, keep kept, kneel knelt, know knew known, lay laid, lead led, lean leant, leap leapt,
            learn learnt, lend lent, light lit, lose lost, make made, mean meant, meet met, mistake mistook mistaken, pay paid,
            prove proven, ride rode ridden, ring rang rung, rise risen, run ran, say said, see seen, seek sought, sell sold,
            send sent, sew sewn, shake shook shaken, shine shone, show shown, shrink shrank shrunk, sing sang sung, sink sank sunk,
            sit sat, sleep slept, slide slid, speak spoke spoken, spell spelt, spend spent, spill spilt, spin spun, spoil spoilt,
            spring sprang sprung, stand stood, steal stole stolen, stick stuck, sting stung, strike struck, strive strove striven,
            swear swore sworn, sweep swept, swell swollen, swim swam swum, swing swung, take took taken, teach taught, tear tore torn,
            tell told, think thought, throw threw thrown, understand understood, wake woke woken, wear wore worn, weave wove woven,
            weep wept, win won, withdraw withdrew withdrawn, write wrote written,
            calf calves, child children, foot feet, goose geese, half halves, knife knives, loaf loaves, man men,
            mouse mice, ox oxen, scarf scarves, shelf shelves, thief thieves, tooth teeth, wife wives, wolf wolves, woman women
            """;
    private static final Map<String, String> BASES = bases();

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

    IrregularForms(TokenStream tokens) {
        super(tokens);
    }

    private static Map<String, String> bases() {
        Map<String, String> bases = new HashMap<>();
        for (String group : FORMS.strip().split(",\\s*")) {
            String[] words = group.split(" ");
            Arrays.stream(words, 1, words.length).forEach(form -> bases.put(form, words[0]));
        }
        return Map.copyOf(bases);
    }

    @Override
    public boolean incrementToken() throws IOException {
        if (!input.incrementToken()) {
            return false;
        }
        String base = BASES.get(term.toString());
        if (base != null) {
            term.setEmpty().append(base);
        }
        return true;
    }
}
