package dev.braid.core.identity;

import dev.braid.contracts.TokenPair;
import dev.braid.contracts.User;
import dev.braid.core.access.Caller;
import dev.braid.core.access.OpenToEveryone;
import dev.braid.core.access.RequiresSignIn;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /auth}: local accounts and their sessions. Nothing of it may be kept by anybody but who asked. */
@OpenToEveryone
@RestController
@RequestMapping(
        path = "/auth",
        consumes = MediaType.APPLICATION_JSON_VALUE,
        produces = MediaType.APPLICATION_JSON_VALUE)
final class AuthController {

    private final SignIn signIn;
    private final Sessions sessions;
    private final Passwords passwords;
    private final PasswordResets resets;

    AuthController(SignIn signIn, Sessions sessions, Passwords passwords, PasswordResets resets) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.passwords = passwords;
        this.resets = resets;
    }

    @PostMapping("/register")
    ResponseEntity<User> register(@RequestBody JsonNode body, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        Account made = signIn.register(AccountFields.registration(body));
        return notKept(HttpStatus.CREATED).body(made.shown());
    }

    @PostMapping("/login")
    ResponseEntity<TokenPair> login(@RequestBody JsonNode body, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return notKept(HttpStatus.OK).body(signIn.login(AccountFields.credentials(body), request.getRemoteAddr()));
    }

    @PostMapping("/refresh")
    ResponseEntity<TokenPair> refresh(@RequestBody JsonNode body, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return notKept(HttpStatus.OK).body(sessions.refresh(AccountFields.refreshToken(body)));
    }

    @RequiresSignIn
    @PostMapping("/logout")
    ResponseEntity<Void> logout(@RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        sessions.end(caller.userId(), AccountFields.refreshToken(body));
        return notKept(HttpStatus.NO_CONTENT).build();
    }

    @RequiresSignIn
    @PostMapping("/password/change")
    ResponseEntity<TokenPair> change(@RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return notKept(HttpStatus.OK)
                .body(passwords.change(caller, AccountFields.passwordChange(body), request.getRemoteAddr()));
    }

    @PostMapping("/password/reset-request")
    ResponseEntity<Void> requestReset(@RequestBody JsonNode body, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        resets.request(AccountFields.email(body));
        return notKept(HttpStatus.ACCEPTED).build();
    }

    @PostMapping("/password/reset-confirm")
    ResponseEntity<Void> confirmReset(@RequestBody JsonNode body, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        resets.confirm(AccountFields.passwordReset(body));
        return notKept(HttpStatus.NO_CONTENT).build();
    }

    private static ResponseEntity.BodyBuilder notKept(HttpStatus status) {
        return ResponseEntity.status(status).cacheControl(CacheControl.noStore());
    }
}
