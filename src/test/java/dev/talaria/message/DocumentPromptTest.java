package dev.talaria.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentPromptTest {
    private static final String QUESTION = "What does the vault's door cost?";
    private static final String FILE = "The door of the vault costs 900 crowns.\nQuestion: none.\n\n# Notes\n- one\n- two";
    private static final String TASK = """
            ### Task:
            Respond to the user query using the provided context.

            ### Guidelines:
            - If you don't know the answer, say so.

            ### Output:
            Answer the user's query.

            """;
    private static final String SOURCE = "<context>\n<source id=\"1\" name=\"vault.txt\">" + FILE + "</source>\n</context>\n";

    static Stream<Arguments> templates() throws IOException {
        try (InputStream file = DocumentPromptTest.class.getResourceAsStream("/wire/document-prompts.txt")) {
            String all = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(all.split("(?m)^=== ")).filter(template -> !template.isEmpty()).map(template -> {
                String[] nameAndText = template.split("\n", 2);
                return Arguments.of(nameAndText[0], nameAndText[1].replace("[[question]]", QUESTION).replace("[[file]]", FILE));
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("templates")
    void cutsTheQuestionOut(String template, String text) {
        assertEquals(QUESTION, DocumentPrompt.question(text));
        assertEquals(QUESTION, DocumentPrompt.question(text.strip()));
        assertEquals(QUESTION, DocumentPrompt.question(text.replace("\n", "\r\n")));
    }

    static List<String> ownWords() {
        return List.of("", "hi", QUESTION, "### Task:\nWrite a poem about the sea.",
                "Why does Maven refuse this?\n\n<source>17</source>\n<target>17</target>",
                "<file>a.txt</file>", "<documents>\n<document/>\n</documents>", "<context>\nall that I have\n</context>",
                "What is </context> good for?", "What does <context> mean in React?\n\nAnd </context>?",
                "Question: what is 2 + 2?\nContext: a test", "Attached is my plan.\n```\ncode\n```",
                "## Context\n\nA test.\n\n## Question\n\nWhy?", "ha ha", "no no", "### Task:\nAnswer.\n\nQuestion: which?",
                "#### Tools Available\n\nA hammer and a saw.", "Use the force.\nQuestion: which?");
    }

    @ParameterizedTest
    @MethodSource("ownWords")
    void leavesTheUsersOwnWordsAlone(String text) {
        assertEquals(text, DocumentPrompt.question(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\n\nAnswer:"})
    void showsNothingOfTheFileWhereThereIsNoQuestion(String behind) {
        assertEquals("", DocumentPrompt.question(TASK + SOURCE + behind));
        assertFalse(DocumentPrompt.question("<knowledge_base_qa_info>\n" + FILE + "\n</knowledge_base_qa_info>" + behind).contains("900"));
    }

    @Test
    void keepsWordsThatAUserRepeats() {
        assertEquals("bye bye", DocumentPrompt.question(TASK + SOURCE + "\nbye bye"));
    }

    @Test
    void keepsAQuestionOfManyLines() {
        String question = "Compare:\n- the door\n- the lock\n\nQuestion: which is dearer?\n<b>Now</b>";

        assertEquals(question, DocumentPrompt.question(TASK + SOURCE + "\n" + question));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\n", "<context>\n", "</context>\n", "answer: ", "question ", "given a ", "- a\n", "#", "<user_query>",
        "```\n", "<rules>", "### Code Interpreter\n", "given the following words ", "question: ", "Context:\n", "</context> "})
    void takesNoTimeForALongText(String piece) {
        String text = piece.repeat(1_000_000 / piece.length());

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            DocumentPrompt.question(text);
            DocumentPrompt.question(TASK + "<context>\n" + text + "\n</context>\n" + text);
            DocumentPrompt.question("Use the following context. " + text + "\nQuestion: " + text);
        });
    }
}
