package dev.braid.core.setup;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import org.apache.catalina.Service;
import org.junit.jupiter.api.Test;

class OwnConnectorTest {

    @Test
    void leavesNothingInTheServerThatItCouldNotStart() {
        Service service = mock(Service.class);
        doThrow(new IllegalArgumentException("no port")).when(service).addConnector(any());

        assertThatIllegalArgumentException().isThrownBy(() -> OwnConnector.into(service));

        verify(service).removeConnector(any());
    }
}
