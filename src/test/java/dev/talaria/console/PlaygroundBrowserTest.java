package dev.talaria.console;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.TestServer;
import org.junit.jupiter.api.Test;

/** What people do first: sign in, talk, and see what is remembered. */
class PlaygroundBrowserTest extends ConsolePages {
    /** The browser notes each refused request by itself. */
    @Override
    boolean isExpected(String fault) {
        return fault.contains("status of 401");
    }

    @Test
    void leadsFromTheRootToAFactInMemory() {
        tab.open(server.base().resolve("/"));
        tab.type("input[name=key]", "wrong");
        tab.click("Sign in");
        tab.until("one('.problem').innerText.includes('Invalid API key')");
        tab.type("input[name=key]", TestServer.KEY);
        tab.click("Sign in");
        tab.click("My favourite colour is teal.");
        tab.evaluate("one('.composer').requestSubmit()");
        tab.until("one('.answer')?.innerText.includes('Noted')");
        tab.click("begin a new session");
        tab.until("one('.steps')");
        ask("What is my favourite colour?");
        tab.until("one('.answer .markdown').innerText.includes('teal')");
        tab.until("one('.recall summary')");
        tab.evaluate("one('.recall summary').click()");
        tab.until("one('.recalled').innerText.includes('My favourite colour is teal.')");

        tab.click("Memory");

        tab.until("all('.item .said').some(said => said.innerText === 'My favourite colour is teal.')");
    }

    @Test
    void tellsLaterWhatWasRecalled() {
        signedIn(TestServer.KEY);
        tab.type("input[name=session-key]", "later");
        ask("My parrot is called Figaro.");
        tab.click("New session");
        tab.until("one('.steps')");
        ask("What is my parrot called?");
        tab.reload();
        tab.click("What was recalled?");
        tab.until("one('.recall summary')");
        tab.evaluate("one('.recall summary').click()");

        tab.until("one('.recalled').innerText.includes('My parrot is called Figaro.')");
    }

    @Test
    void asksForAnApprovalInPlace() {
        signedIn(TestServer.KEY);
        say("tool:todo {\"clear\": true} && say:cleared");
        tab.until("one('.approval')");
        tab.click("Allow once");

        tab.until("one('.answer').innerText.includes('cleared') && one('.approval').innerText.includes('Allowed once')");
    }

    @Test
    void stopsAnAnswer() {
        signedIn(TestServer.KEY);
        say("tokens:5000 && slow:30");
        tab.until("one('.answer .text')?.innerText.includes('w3')");
        tab.click("Stop");

        tab.until("one('.answer-head').innerText.includes('Stopped') && one('.answer .text').innerText.includes('w3') && idle()");
    }

    @Test
    void joinsARunningAnswerAfterAReload() {
        signedIn(TestServer.KEY);
        say("tokens:60 && slow:60");
        tab.until("one('.answer .text')?.innerText.includes('w3')");

        tab.reload();

        tab.until("one('.answer .text')?.innerText.endsWith('w59') && idle()");
        assertTrue(tab.text().contains("tokens:60 && slow:60"));
    }

    @Test
    void keepsBothBranchesOfARegeneratedAndAnEditedTurn() {
        signedIn(TestServer.KEY);
        ask("say:first");
        tab.click("Regenerate");
        tab.until("one('.answer .switcher')?.innerText.includes('2 / 2') && idle()");
        tab.click("Earlier answer");
        tab.until("one('.answer .switcher').innerText.includes('1 / 2')");

        tab.click("Edit");
        tab.type("dialog textarea", "say:second");
        tab.evaluate("one('dialog form').requestSubmit()");
        tab.until("one('.question .switcher')?.innerText.includes('2 / 2') && one('.answer .text').innerText === 'second' && idle()");
        tab.click("Earlier version");

        tab.until("one('.answer .text').innerText === 'first'");
    }

    @Test
    void showsTheRequestWithoutTheKey() {
        signedIn(TestServer.KEY);
        ask("say:it's me");
        tab.click("As curl");
        tab.until("one('dialog pre')");
        String command = tab.string("one('dialog pre').textContent");

        assertTrue(command.contains("$TALARIA_API_KEY") && command.contains("it'\\''s me") && command.contains("X-Hermes-Session-Key"),
                command);
        assertFalse(command.contains(TestServer.KEY), command);
    }

    @Test
    void attachesAPicture() {
        signedIn(TestServer.KEY);
        tab.until("one('.composer')");
        tab.evaluate("""
                (() => { const data = new DataTransfer();
                  const bytes = Uint8Array.from(atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'), c => c.charCodeAt(0));
                  data.items.add(new File([bytes], 'dot.gif', { type: 'image/gif' }));
                  const input = one('input[type=file]'); input.files = data.files; input.dispatchEvent(new Event('change')); })()""");
        tab.until("one('.picture img')");
        ask("say:seen");

        tab.until("one('.question img.attachment')?.src.startsWith('data:image/gif')");
    }

    @Test
    void saysWhatIsWrongAndWhatToDo() {
        signedIn(TestServer.KEY);
        say("error:500");

        tab.until("one('.answer .problem')?.innerText.includes('Look at Health')");
    }
}
