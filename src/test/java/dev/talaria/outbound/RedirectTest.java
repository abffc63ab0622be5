package dev.talaria.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.Optional;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectTest {
    private static Optional<Redirect> redirect(String asked, int status, String location) {
        BasicHttpResponse response = new BasicHttpResponse(status);
        if (location != null) {
            response.addHeader("Location", location);
        }
        return Redirect.of(URI.create(asked), response);
    }

    @ParameterizedTest
    @CsvSource({
        "http://host/a,/b,true",
        "http://host/a,http://host:80/b,true",
        "http://host/a,http://HOST/b,true",
        "https://host/a,https://host:443/b,true",
        "http://host/a,https://host/b,true",
        "http://host:8080/a,https://host:8443/b,true",
        "http://host/a,http://host:8080/b,false",
        "https://host/a,https://host:8443/b,false",
        "https://host/a,http://host/b,false",
        "http://host/a,http://host.example/b,false",
        "http://host/a,https://sub.host/b,false",
        "http://host/a,//elsewhere/b,false",
        "http://host/a,http://user@host/b,false",
        "http://host/a,http://host@elsewhere/b,false"})
    void staysWithTheServerThatMayKnowTheKey(String asked, String location, boolean same) {
        assertEquals(same, redirect(asked, 307, location).orElseThrow().isSameServer());
    }

    @Test
    void isNoOtherStatus() {
        assertEquals(Optional.empty(), redirect("http://host/a", 304, "/b"));
        assertEquals(Optional.empty(), redirect("http://host/a", 200, "/b"));
    }

    @Test
    void showsNothingWhereThereIsNoTarget() {
        assertEquals("", redirect("http://host/a", 302, null).orElseThrow().shown());
        assertEquals("", redirect("http://host/a", 302, " ").orElseThrow().shown());
    }
}
