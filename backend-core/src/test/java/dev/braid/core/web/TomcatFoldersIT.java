package dev.braid.core.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

@Import(TomcatFoldersIT.Servers.class)
class TomcatFoldersIT extends CoreTestServer {

    static class Servers {
        private final List<Tomcat> started = new CopyOnWriteArrayList<>();

        @EventListener
        void remember(WebServerInitializedEvent event) {
            started.add(((TomcatWebServer) event.getWebServer()).getTomcat());
        }
    }

    @Autowired
    private Servers servers;

    @Test
    void bothServersWriteBelowTheFolderOfTheService() {
        Path folder = Path.of("target/it-data").toAbsolutePath();

        assertThat(servers.started).hasSize(2).allSatisfy(tomcat -> {
            Context context = (Context) tomcat.getHost().findChildren()[0];
            assertThat(Path.of(context.getDocBase())).startsWith(folder);
            assertThat(tomcat.getServer().getCatalinaBase().toPath()).startsWith(folder);
        });
    }
}
