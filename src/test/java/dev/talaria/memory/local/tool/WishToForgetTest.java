package dev.talaria.memory.local.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.tool.ToolContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WishToForgetTest {
    @AutoClose
    private final TextAnalysis analysis = new TextAnalysis("en");

    private boolean names(String words, String before, String item) {
        return new Naming(analysis, new ToolContext.Asked(words, before)).names(item);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Forget my PIN, please.", "Can you forget my PIN?", "please delete my old address",
    "Stop remembering my PIN.",
        "I want you to forget my PIN", "Don't remember that.", "Vergiss meine PIN!", "Kannst du meine PIN vergessen?",
        "Lösch bitte meine PIN",
        "Oublie mon code", "Supprimez mon adresse", "Olvida mi PIN, por favor", "Bórralo", "Dimentica il mio PIN", "Esqueça meu PIN",
        "Apague o meu endereço", "Vergeet mijn pincode", "Забудь мой пин-код", "Удалите мой адрес", "Zapomnij mój PIN", "PIN'imi unut",
        "忘记我的密码", "请删除我的地址", "暗証番号を忘れて", "消してください", "비밀번호 잊어줘", "삭제해 주세요", "انس رقمي السري"})
    void findsAWish(String words) {
        assertTrue(WishToForget.isIn(words));
    }

    @ParameterizedTest
    @ValueSource(strings = {"What is my PIN?", "Don't forget my PIN!", "Please never forget that I am allergic to nuts.",
    "I forgot my PIN.",
        "I always forget my PIN", "Did you forget my birthday?", "How do I delete a branch in git?", "How to remove a stain?",
        "Translate \"Forget my PIN\" into German", "Translate 'Forget my PIN' into German", "My parrot is unforgettable.",
        "Vergiss meine PIN nicht!", "Ich habe meine PIN vergessen", "N'oublie pas mon code", "J'oublie toujours mon code",
        "No olvides mi PIN", "Non dimenticare il mio PIN", "Não esqueça meu PIN", "Vergeet mijn pincode niet", "Не забудь мой пин-код",
        "Nie zapomnij o moim PIN", "PIN'imi unutma", "不要忘记我的密码", "我忘了密码", "暗証番号を忘れないで", "비밀번호 잊지 마"})
    void findsNoWishInWhatResemblesOne(String words) {
        assertFalse(WishToForget.isIn(words));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Forget my PIN, please. | My PIN is 4471. | true",
        "Forget my PIN, please. | My parrot is called Figaro. | false",
        "Forget that I live in Berlin | I live in Berlin, near the park. | true",
        "Vergiss bitte meine PIN | Meine Katze heißt Minka | false",
        "Vergiss bitte meine PIN | Meine PIN ist 4471 | true",
        "忘记我的密码 | 我的密码是4471 | true",
        "忘记我的密码 | 我的猫叫米卡 | false",
        "What is my PIN? | My PIN is 4471. | false",
        "Don't forget my PIN! | My PIN is 4471. | false"})
    void asksForWhatIsNamed(String words, String item, boolean expected) {
        assertEquals(expected, names(words, "", item));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Forget that. | true", "Forget it, please! | true", "Vergiss das bitte wieder. | true", "Oublie ça | true", "忘了它吧 | true",
        "Forget what I just said. | true", "Forget the recipe. | false", "Thanks! | false"})
    void refersToTheExchangeBefore(String words, boolean expected) {
        String before = "What is my PIN?\nYour PIN is 4471.";

        assertEquals(expected, names(words, before, "My PIN is 4471."));
        assertFalse(names(words, before, "My address is 12 Elm Street in Springfield."));
        assertFalse(names(words, "", "My PIN is 4471."));
    }

    @Test
    void takesAYesToAQuestionForAWish() {
        String asked = "Forget where I live\nYou told me: I live at 12 Elm Street. Shall I forget it?";

        assertTrue(names("Yes, please.", asked, "I live at 12 Elm Street."));
        assertTrue(names("Ja, bitte", asked, "I live at 12 Elm Street."));
        assertFalse(names("No, thanks.", asked, "I live at 12 Elm Street."));
        assertFalse(names("Yes, please.", "You live at 12 Elm Street. Shall I order flowers?", "I live at 12 Elm Street."));
        assertFalse(names("Yes, please.", asked, "My PIN is 4471."));
    }
}
