package dev.braid.core.sprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.contracts.conformance.AsyncApiContract;
import dev.braid.core.access.Permissions;
import dev.braid.core.changes.TestSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What users and machines are told of sprints and boards, held against the AsyncAPI document. */
class ToldSprintsIT extends SprintTestServer {

    private static final AsyncApiContract CONTRACT = AsyncApiContract.ofResource("/asyncapi/backend-core.yaml");
    private static final String SPRINTS = "/api/v1/sprints";

    @TempDir
    private Path folder;

    @Autowired
    private SprintImport imports;

    @Test
    void tellsWhoeverMayReadSprintsOfTheirLife() throws Exception {
        long board = anId();
        try (TestSocket reader = open(callers.user("viewer").bearer());
                TestSocket machine =
                        open(callers.service(Permissions.SPRINT_READ).bearer())) {
            live(board);
            new SprintFiles(folder)
                    .write(
                            "sprints.csv",
                            "sprint_id,name,state,board_id",
                            "%d,Imported,future,%d".formatted(anId(), board));
            imports.load(folder);

            List<String> expected = List.of(
                    "meta_board_updated",
                    "sprint_created",
                    "sprint_updated",
                    "sprint_started",
                    "sprint_closed",
                    "sprint_deleted",
                    "issues_imported");
            assertThat(told(reader)).isEqualTo(expected);
            assertThat(told(machine)).isEqualTo(expected);
        }
    }

    private void live(long board) {
        send(
                "POST",
                "/meta-boards/configurations",
                "{\"board_id\":%d,\"board_name\":\"A\",\"configuration_name\":\"B\"}".formatted(board),
                201);
        long sprint = send("POST", "", "{\"name\":\"Sprint\",\"board_id\":%d}".formatted(board), 201)
                .at("/id")
                .asLong();
        send("PUT", "/" + sprint, "{\"goal\":\"Ship it\",\"end_date\":\"2099-01-01T00:00:00Z\"}", 200);
        send("PUT", "/" + sprint, "{\"state\":\"active\"}", 200);
        send("PUT", "/" + sprint, "{\"state\":\"closed\"}", 200);
        assertThat(ask(manager, "DELETE", SPRINTS + "/" + sprint, null).statusCode())
                .isEqualTo(204);
    }

    private JsonNode send(String method, String path, String body, int status) {
        return data(ask(manager, method, SPRINTS + path, body), status);
    }

    private TestSocket open(String bearer) {
        TestSocket socket = TestSocket.open(uri("/api/ws"), "Authorization", bearer);
        socket.acknowledged();
        return socket;
    }

    /** Up to the import; what follows for projects is told beside it, by whoever keeps them. */
    private static List<String> told(TestSocket socket) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> socket.events().stream().map(TestSocket::type).anyMatch("issues_imported"::equals));
        assertThat(socket.events())
                .allSatisfy(event -> assertThat(CONTRACT.violations(event)).isEmpty());
        return socket.events().stream()
                .map(TestSocket::type)
                .filter(type -> !type.equals("portfolio_updated"))
                .toList();
    }
}
