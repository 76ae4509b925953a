package dev.braid.core.changes;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class SocketConfiguration {

    /** Several times what a token needs; longer messages are closed with 1009. */
    private static final DataSize LONGEST_MESSAGE = DataSize.ofKilobytes(16);

    @Bean
    SocketRules socketRules() {
        return SocketRules.DEFAULT;
    }

    @Bean
    ServletServerContainerFactoryBean socketContainer() {
        ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
        container.setMaxTextMessageBufferSize(Math.toIntExact(LONGEST_MESSAGE.toBytes()));
        return container;
    }
}
