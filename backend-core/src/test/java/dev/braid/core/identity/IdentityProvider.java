package dev.braid.core.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.Filter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;

/**
 * A real OpenID provider on a port of its own: Spring's authorization server. Whoever comes is taken for the person that the test has
 * named last, and the test may have it say what no provider should.
 */
final class IdentityProvider implements AutoCloseable {

    static final String CLIENT = "braid";
    static final String SECRET = "the client's secret";

    /** @param email null: not told */
    record Person(
            String subject,
            @Nullable String email,
            @Nullable Boolean verified) {}

    private final ConfigurableApplicationContext context;
    private final Says says;

    private IdentityProvider(ConfigurableApplicationContext context) {
        this.context = context;
        this.says = context.getBean(Says.class);
    }

    /** @param port 0: any */
    static IdentityProvider start(int port, String redirectUri) {
        return new IdentityProvider(new SpringApplicationBuilder(Server.class)
                .properties(Map.of(
                        "spring.config.name", "none",
                        "server.port", port,
                        "server.address", "127.0.0.1",
                        "redirect.uri", redirectUri,
                        "spring.main.banner-mode", "off"))
                .run());
    }

    String issuer() {
        return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    /** From now on, and saying nothing but the truth. */
    void expects(Person person) {
        says.person = person;
        says.lies = Map.of();
        says.foreignKey = false;
    }

    /** Claims of ID tokens that are not true. */
    void lies(Map<String, Object> claims) {
        says.lies = claims;
    }

    void signsWithAForeignKey() {
        says.foreignKey = true;
    }

    @Override
    public void close() {
        context.close();
    }

    static final class Says {
        private volatile Person person = new Person("nobody", null, null);
        private volatile Map<String, Object> lies = Map.of();
        private volatile boolean foreignKey;

        private void claim(JwtEncodingContext token) {
            if (!token.getTokenType().getValue().equals(OidcParameterNames.ID_TOKEN)) {
                return;
            }
            token.getClaims().claims(claims -> {
                if (person.email() != null) {
                    claims.put("email", person.email());
                }
                if (person.verified() != null) {
                    claims.put("email_verified", person.verified());
                }
                claims.putAll(lies);
            });
        }
    }

    /** Not found by scans for configurations: it would become part of the service. */
    @ImportAutoConfiguration({
        TomcatServletWebServerAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        SecurityAutoConfiguration.class,
        ServletWebSecurityAutoConfiguration.class,
        SecurityFilterAutoConfiguration.class
    })
    static class Server {

        @Bean
        Says says() {
            return new Says();
        }

        @Bean
        SecurityFilterChain everyRequest(HttpSecurity http, Says says) {
            return http.oauth2AuthorizationServer(server -> server.oidc(Customizer.withDefaults()))
                    .oauth2ResourceServer(userinfo -> userinfo.jwt(Customizer.withDefaults()))
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .addFilterAfter(signedIn(says), SecurityContextHolderFilter.class)
                    .build();
        }

        @Bean
        RegisteredClientRepository clients(org.springframework.core.env.Environment environment) {
            return new InMemoryRegisteredClientRepository(RegisteredClient.withId(CLIENT)
                    .clientId(CLIENT)
                    .clientSecret("{noop}" + SECRET)
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                    .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                    .redirectUri(environment.getRequiredProperty("redirect.uri"))
                    .scopes(scopes -> scopes.addAll(List.of("openid", "email", "profile")))
                    .clientSettings(
                            ClientSettings.builder().requireProofKey(true).build())
                    .build());
        }

        @Bean
        AuthorizationServerSettings settings() {
            return AuthorizationServerSettings.builder().build();
        }

        @Bean
        JWKSource<SecurityContext> keys() throws JOSEException {
            return source();
        }

        @Bean
        JwtEncoder encoder(JWKSource<SecurityContext> keys, Says says) throws JOSEException {
            JwtEncoder own = new NimbusJwtEncoder(keys);
            JwtEncoder foreign = new NimbusJwtEncoder(source());
            return parameters -> (says.foreignKey ? foreign : own).encode(parameters);
        }

        @Bean
        JwtDecoder decoder(JWKSource<SecurityContext> keys) {
            return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
        }

        @Bean
        OAuth2TokenCustomizer<JwtEncodingContext> claims(Says says) {
            return says::claim;
        }

        private static Filter signedIn(Says says) {
            return (request, response, chain) -> {
                if (((jakarta.servlet.http.HttpServletRequest) request)
                        .getRequestURI()
                        .equals("/oauth2/authorize")) {
                    SecurityContextHolder.getContext()
                            .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                                    says.person.subject(),
                                    null,
                                    List.of(FactorGrantedAuthority.fromAuthority(
                                            FactorGrantedAuthority.PASSWORD_AUTHORITY))));
                }
                chain.doFilter(request, response);
            };
        }

        private static JWKSource<SecurityContext> source() throws JOSEException {
            RSAKey key = new RSAKeyGenerator(2048).keyID("the only one").generate();
            return new ImmutableJWKSet<>(new JWKSet(key));
        }
    }
}
