package dev.talaria.memory.local.tool;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds in a user's words the wish that something be forgotten, in some twenty languages. "Don't forget", "I forgot", "How do I delete …"
 * and what stands between quotation marks are no wish. A wish that is not found costs a question back; nothing is forgotten without one.
 */
final class WishToForget {
    private static final Pattern QUOTED = pattern("```.*?(?:```|$)|`[^`\\n]*`|\"[^\"\\n]*\"|\u201C[^\u201D\\n]*\u201D"
            + "|\u201E[^\u201C\\n]*\u201C"
            + "|\u00AB[^\u00BB\\n]*\u00BB|\u300C[^\u300D\\n]*\u300D|(?<=\\s|^)'[^'\\n]{2,}'(?=\\W|$)");

    /** What a wish can be taken for; removed before one is looked for. */
    private static final Pattern NO_WISH = any(
            // English
            "\\b(?:don['\u2019]?t|do not|never|not|won['\u2019]?t|can['\u2019]?t|cannot|mustn['\u2019]?t|shouldn['\u2019]?t"
                    + "|didn['\u2019]?t)"
                    + "\\s+(?:\\w+\\s+){0,2}(?:forget|delete|erase|remove|wipe|purge|discard|scratch|scrap)\\b",
            "\\b(?:i|he|she|they|people)\\s+(?:\\w+\\s+){0,2}(?:forget|delete|erase|remove)\\b",
            "\\b(?:did|do|does)\\s+(?:you|i|we)\\s+(?:\\w+\\s+)?(?:forget|delete|erase|remove)\\b",
            "\\bhow\\s+(?:to|do|can|does|should|would)\\b[^.!?]*", "\\bforget-me-nots?\\b",
            // German, Dutch, the languages of the North
            "\\b(?:vergiss|vergesst|vergesse|l\u00F6sche?|entferne?)\\b[^.!?,]{0,25}?\\b(?:nicht|nie|niemals|keinesfalls)\\b",
            "\\b(?:nicht|nie|niemals)\\s+(?:\\w+\\s+){0,2}(?:vergessen|l\u00F6schen|entfernen)\\b",
            "\\b(?:ich|hab|habe|hast|hat|hatte|haben)\\b[^.!?]{0,40}\\bvergessen\\b",
            "\\b(?:vergeet|verwijder|wis|gl\u00F6m|glem|radera|slett|slet)\\b[^.!?,]{0,25}?\\b(?:niet|nooit|inte|ikke|aldri|aldrig)\\b",
            // The Romance languages
            "\\bn(?:['\u2019]|e\\s)\\s*(?:\\w+\\s+)?(?:oubli|supprim|effac|retir)\\w*", "\\bj['\u2019]\\s?oubli\\w*",
            "\\b(?:no|nunca|jam\u00E1s|n\u00E3o|nao|non|mai|jamais|nu)\\s+(?:\\w+\\s+){0,2}"
                    + "(?:olvid|borr|elimin|esque|apag|remov|exclu|dimentic|scord|cancell|uita)\\w*",
            // The Slavic languages
            "\\b(?:\u043D\u0435|nie|ne)\\s+(?:\\w+\\s+)?(?:\u0437\u0430\u0431\u0443\u0434|\u0437\u0430\u0431\u044B"
                    + "|\u0443\u0434\u0430\u043B"
                    + "|\u0441\u0442\u0438\u0440|\u0432\u0438\u0434\u0430\u043B|zapom|usuw|usu\u0144|kasuj|ma\u017E)\\w*",
            // Chinese, Japanese, Korean, Arabic
            "(?:\u4E0D\u8981|\u4E0D\u80FD|\u4E0D\u53EF|\u4E0D\u4F1A|\u4E0D\u6703|\u522B|\u5225|\u52FF|\u6CA1|\u6C92|\u6211|\u4ED6|\u5979)"
                    + "(?:\u518D|\u53C8)?(?:\u5FD8|\u5220|\u522A|\u6E05\u9664|\u62B9)",
            "\u5FD8\u308C(?:\u306A\u3044|\u305A|\u305F|\u307E\u3057\u305F)|\u6D88\u3055\u306A\u3044|\u524A\u9664\u3057\u306A\u3044",
            "(?:\uC78A\uC9C0|\uC9C0\uC6B0\uC9C0|\uC0AD\uC81C\uD558\uC9C0)\\s*(?:\uB9C8|\uB9D0)",
            "\\b(?:\u0644\u0627|\u0644\u0646)\\s+(?:\u062A\u0646\u0633|\u062A\u062D\u0630\u0641|\u062A\u0645\u0633\u062D)\\w*");

    private static final Pattern WISH = any(
            "\\b(?:forget|delete|erase|remove|wipe|purge|discard|unlearn)\\b",
            "\\b(?:scratch|scrap)\\s+(?:that|this|it)\\b",
            "\\b(?:don['\u2019]?t|do not|stop|no longer|never)\\s+(?:remember|keep|stor|sav|know|memori)\\w*", "\\bget rid of\\b",
            "\\b(?:vergiss|vergesst|vergesse|vergessen|l\u00F6sch|l\u00F6sche|l\u00F6schen|entferne|entfernen|streiche|streichen)\\b",
            "\\bmerk(?:e)? dir\\b[^.!?]{0,30}\\bnicht\\b",
            "\\b(?:vergeet|verwijder|wis|gl\u00F6m|glem|radera|ta bort|slett|slet)\\b",
            "\\b(?:oublie|oubliez|oublier|supprime|supprimez|supprimer|efface|effacez|effacer|retirez)\\b",
            "\\b(?:olvida|olvide|olvidar|olv\u00EDda\\w*|olv\u00EDde\\w*|borra|borre|borrar|b\u00F3rra\\w*|b\u00F3rre\\w*|elimina|elimine"
                    + "|eliminar|elim\u00EDna\\w*)\\b",
            "\\b(?:dimentica|dimentichi|dimenticare|dimentical\\w|scorda|scordati|cancella|cancelli|cancellare|cancellal\\w|eliminal\\w"
                    + "|eliminare)\\b",
            "\\b(?:esque\u00E7a|esquece|esque\u00E7as|esquecer|apaga|apague|apagar|remove|remova|exclua|excluir)\\b",
            "\\b(?:uit\u0103|\u0219terge|zapomnij|zapomnie\u0107|usu\u0144|skasuj|wyma\u017C|zapome\u0148|sma\u017E|vyma\u017E)\\b",
            "\\b(?:\u0437\u0430\u0431\u0443\u0434\u044C|\u0437\u0430\u0431\u0443\u0434\u044C\u0442\u0435"
                    + "|\u0437\u0430\u0431\u044B\u0442\u044C"
                    + "|\u0443\u0434\u0430\u043B\u0438|\u0443\u0434\u0430\u043B\u0438\u0442\u0435"
                    + "|\u0443\u0434\u0430\u043B\u0438\u0442\u044C"
                    + "|\u0441\u043E\u0442\u0440\u0438|\u0441\u043E\u0442\u0440\u0438\u0442\u0435"
                    + "|\u0432\u0438\u0434\u0430\u043B\u0438)\\b",
            "\\b(?:unut|unutun|unutur|sil|silin|siler)\\b",
            "\\b(?:felejtsd|t\u00F6r\u00F6ld|unohda|poista|lupakan|hapus|qu\u00EAn|x\u00F3a|xo\u00E1)\\b",
            "\\b(?:\u03BE\u03AD\u03C7\u03B1\u03C3\u03B5|\u03B4\u03B9\u03AD\u03B3\u03C1\u03B1\u03C8\u03B5"
                    + "|\u03C3\u03B2\u03AE\u03C3\u03B5)\\b",
            "\\b(?:\u05E9\u05DB\u05D7|\u05EA\u05E9\u05DB\u05D7|\u05DE\u05D7\u05E7|\u05EA\u05DE\u05D7\u05E7)\\b",
            "\\b(?:\u0627\u0646\u0633|\u0627\u0646\u0633\u0649|\u0625\u0646\u0633|\u0627\u062D\u0630\u0641"
                    + "|\u0627\u0645\u0633\u062D)\\w?\\b",
            "\u092D\u0942\u0932 \u091C\u093E|\u0939\u091F\u093E|\u092E\u093F\u091F\u093E|\u0E25\u0E37\u0E21|\u0E25\u0E1A",
            "\u5FD8\u8BB0|\u5FD8\u8A18|\u5FD8\u6389|\u5FD8\u4E86|\u5220\u9664|\u522A\u9664|\u5220\u6389|\u522A\u6389|\u62B9\u53BB"
                    + "|\u6E05\u9664",
            "\u5FD8\u308C\u3066|\u5FD8\u308C\u308D|\u6D88\u3057\u3066|\u524A\u9664",
            "\uC78A\uC5B4|\uC9C0\uC6CC|\uC0AD\uC81C");

    /** In scripts without spaces: what points at something said before, and what only makes a sentence polite. */
    private static final Pattern POINTING = any("[\u8FD9\u9019\u90A3](?:\u4E2A|\u500B|\u4EF6\u4E8B|\u4E9B)?", "\u5B83",
            "\u521A\u624D(?:\u6211)?(?:\u8BF4|\u8AAA|\u8BB2)?(?:\u7684(?:\u8BDD|\u8A71)?)?",
            "\u5427|\u8BF7|\u8ACB|\u597D\u7684?|\u662F\u7684",
            "[\u305D\u3053\u3042](?:\u308C|\u306E\u3053\u3068|\u306E\u4EF6)[\u3092\u306F]?",
            "\u3055\u3063\u304D\u306E(?:\u3053\u3068|\u8A71)?[\u3092\u306F]?",
            "\u304F\u3060\u3055\u3044|\u306D|\u306F\u3044", "(?:\uADF8|\uC774|\uC800)(?:\uAC70|\uAC83|\uAC74)(?:\uC744|\uB97C)?",
            "\uBC29\uAE08|\uC8FC\uC138\uC694|\uC918|\uB124|\uC608");

    /** Words that name nothing, in the languages of {@link #WISH}: those that point, own, ask, agree, or speak of speaking. */
    private static final Set<String> NAMES_NOTHING = words("""
            a an the this that these those it its i me my mine myself you your yours we us our he him his she her they them their of for
            from about with in on at to and or but if so then just all any some every everything anything something thing things what
            which who whom when where why how is are was were be been am do does did have has had can could will would shall should may
            please thanks thank kindly now again ever also too only still really actually sorry hey hi hello ok okay yes yeah yep sure
            right correct exactly indeed fine go ahead no not don t s ll ve re d m say said saying tell told telling mention mentioned
            talk talked wrote written ask asked last previous earlier before above latest message messages sentence statement first second
            third one ones both memory memories remember remembered know knew known keep kept old older former anymore never want wish
            like need der die das den dem des ein eine einen einem einer eines ich mich mir mein meine meinen meinem meiner meines du dich
            dir dein deine deinen deinem deiner sie ihr ihre ihren es er wir uns unser unsere von vom zu zum zur mit im am an auf und oder
            aber dass was wer wie wo ist sind war habe hast hat kann kannst bitte danke ja genau richtig gern alles etwas gesagt sagte
            letzte letzten vorhin eben gerade alte alten nicht mehr doch mal wieder le la les un une des du de l d je j moi mon ma mes
            mien mienne tu te toi ton ta tes vous votre vos nous notre nos il elle lui leur ce cet cette ces cela ça ca que qu qui quoi
            est sont ai as avez ont sur pour avec dans et ou mais tout tous toute oui voilà plaît plait s'il svp merci dit dernier
            dernière plus ancien ancienne el los las uno una unos unas yo mi mis mí mío mía tú tus ti su sus esto eso esta este ese esa lo
            que quien es son he ha del al con por para en y o pero todo todos favor gracias sí si claro dicho dije último última viejo
            vieja io mio mia miei mie tuo tua tuoi tue suo sua ciò questo questa quello quella che chi è sono ho hai ha di del della dello
            dei delle da con su per in e ma tutto tutti favore grazie certo detto ultimo ultima vecchio vecchia eu meu minha meus minhas
            teu tua seu sua isto isso aquilo este esta esse essa o os as um uma que quem é são do da dos das no na com por para em e mas
            tudo todos obrigado obrigada sim disse último última velho velha ik mij mijn jij je jouw hij zij het een van met op en of maar
            dat dit wat alstublieft alsjeblieft graag ja gezegd oude jag mig min mitt mina du dig din ditt dina det den ett en och eller
            att är var tack snälla ja sade gamla jeg meg mitt og er takk я меня мне мной мой моя моё мое мои моего моей моих моему моим
            мою ты тебя тебе твой это этот эта эти тот та то что кто как и или но о об про в на с у из пожалуйста спасибо да сказал
            сказала сказанное старый старую старое всё все ja mnie mi mną mój moja moje moją mojego mojej moich ty ciebie ci to ten ta te
            tamto że co kto jak i lub ale o w na z do od proszę dziękuję tak powiedziałem powiedziałam stary stara stare wszystko ben bana
            beni benim sen sana senin o bu şu ve veya ama ile için lütfen teşekkürler evet söylediğim eski her şeyi já mě mi můj moje ty
            tě to ten ta že co kdo jak a nebo ale o v na s do od prosím děkuji ano řekl řekla starý stará أنا انا لي عندي هذا هذه ذلك تلك
            ما من في على عن الى إلى و أو نعم شكرا فضلك
            """);

    /** Words by which a user agrees to what was asked. */
    private static final Set<String> YES = words("""
            yes yeah yep yup sure ok okay right correct exactly indeed go ahead do it that please thanks thank you
            ja jawohl genau richtig gern bitte mach das doch danke
            oui d accord vas y s'il te vous plaît plait merci exact
            sí si claro vale hazlo por favor gracias certo va bene fallo per favore grazie sim claro pode fazer isso obrigado
            да конечно пожалуйста спасибо верно tak proszę evet lütfen tamam ano prosím
            نعم 是 是的 好 好的 对 對 はい うん お願いします 네 예 응
            """);

    private WishToForget() {
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+")).collect(Collectors.toUnmodifiableSet());
    }

    private static Pattern any(String... alternatives) {
        return pattern(String.join("|", alternatives));
    }

    private static Pattern pattern(String expression) {
        return Pattern.compile(expression,
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS | Pattern.DOTALL);
    }

    /** Returns whether the words wish that something be forgotten. */
    static boolean isIn(String words) {
        return WISH.matcher(NO_WISH.matcher(QUOTED.matcher(words).replaceAll(" ")).replaceAll(" ")).find();
    }

    /** Returns the words without the wish itself, so that only what is to be forgotten is left. */
    static String leftOut(String words) {
        return WISH.matcher(words).replaceAll(" ");
    }

    /** Returns whether the words do nothing but agree. */
    static boolean isConsent(String words) {
        List<String> all = split(words);
        return !all.isEmpty() && YES.containsAll(all);
    }

    static String withoutFunctionWords(String text) {
        return split(POINTING.matcher(text).replaceAll(" ")).stream().filter(word -> !NAMES_NOTHING.contains(word))
                .collect(Collectors.joining(" "));
    }

    /** Returns the words in lower case, those with a dash, dot or apostrophe inside in one piece. */
    private static List<String> split(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{M}\\p{N}\\-.'\u2019@_/]+"))
                .map(word -> word.replaceAll("^[\\-.'\u2019/]+|[\\-.'\u2019/]+$",
                "").replace('\u2019', '\''))
                .filter(word -> !word.isEmpty()).toList();
    }
}
