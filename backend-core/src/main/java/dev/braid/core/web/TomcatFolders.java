package dev.braid.core.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Keeps what Tomcat writes below the service's own folder, its empty document root included, which it makes in the system's
 * temporary folder otherwise. For both servers: that of the management port has a context, and so customizers, of its own.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
class TomcatFolders {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> belowTheServicesFolder(
            @Value("${server.tomcat.basedir}") Path folder) {
        return factory -> {
            factory.setBaseDirectory(folder.toAbsolutePath().toFile());
            factory.setDocumentRoot(
                    existing(folder.resolve("docbase").toAbsolutePath()).toFile());
        };
    }

    private static Path existing(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(folder + ": not writable", unwritable);
        }
    }
}
