package dev.braid.core.identity;

import dev.braid.contracts.SigningKey;
import dev.braid.contracts.SigningKeyList;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /admin/keys}: which keys sign and verify access tokens, the wish for another one, and the end of one. */
@RestController
@RequiresPermission(Permissions.USER_ADMIN)
@RequestMapping(path = "/admin/keys", produces = MediaType.APPLICATION_JSON_VALUE)
class SigningKeyController {

    private final SigningKeys keys;

    SigningKeyController(SigningKeys keys) {
        this.keys = keys;
    }

    @GetMapping
    ResponseEntity<SigningKeyList> list(HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(new SigningKeyList(keys.all()));
    }

    @PostMapping("/rotate")
    ResponseEntity<SigningKey> rotate(HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .body(keys.rotate());
    }

    @DeleteMapping("/{kid}")
    ResponseEntity<Void> withdraw(@PathVariable("kid") String kid, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        keys.withdraw(kid);
        return ResponseEntity.noContent().cacheControl(CacheControl.noStore()).build();
    }
}
