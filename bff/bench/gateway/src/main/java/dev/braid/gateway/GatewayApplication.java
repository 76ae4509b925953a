package dev.braid.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Spring Cloud Gateway with the one route of its configuration. */
@SpringBootApplication
public class GatewayApplication {

    public static void main(String... arguments) {
        SpringApplication.run(GatewayApplication.class, arguments);
    }
}
