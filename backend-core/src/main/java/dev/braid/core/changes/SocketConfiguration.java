package dev.braid.core.changes;

import dev.braid.core.socket.SocketRules;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class SocketConfiguration {

    @Bean
    SocketRules socketRules() {
        return SocketRules.DEFAULT;
    }
}
