package dev.braid.bff.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RawTargetTest {

    @Test
    void leavesAloneWhatSpringCanRead() {
        HttpRequest request = request("/a%2Fb//c;d=1?x=1&y=:@!$'()*,");

        assertThat(request.uri()).isEqualTo("/a%2Fb//c;d=1?x=1&y=:@!$'()*,");
        assertThat(request.headers().contains(RawTarget.HEADER)).isFalse();
    }

    @Test
    void keepsWhatWasSentBesideWhatSpringReads() {
        HttpRequest request = request("/a|b?%zz#c");

        assertThat(request.uri()).isEqualTo("/a%7Cb?%25zz%23c");
        assertThat(request.headers().get(RawTarget.HEADER)).isEqualTo("/a|b?%zz#c");
    }

    @Test
    void escapesWhatIsNotEvenText() {
        assertThat(request("/\u00e9").headers().get(RawTarget.HEADER)).isEqualTo("/%E9");
    }

    @Test
    void dropsTheHeaderWhereAClientSendsIt() {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/plain");
        request.headers().set(RawTarget.HEADER, "/forged");

        RawTarget.makeReadable(request);

        assertThat(request.headers().contains(RawTarget.HEADER)).isFalse();
    }

    @Test
    void makesAnyTargetReadable() {
        Random random = new Random(42);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder target = new StringBuilder("/");
            random.ints(20, 0x21, 0x100).forEach(c -> target.append((char) c));
            assertThat(URI.create("http://h" + request(target.toString()).uri()))
                    .as("%s, seed 42", target)
                    .isNotNull();
        }
    }

    private static HttpRequest request(String target) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
        RawTarget.makeReadable(request);
        return request;
    }
}
