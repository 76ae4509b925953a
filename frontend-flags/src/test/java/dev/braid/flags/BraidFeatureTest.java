package dev.braid.flags;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.togglz.core.metadata.FeatureMetaData;
import org.togglz.core.util.NamedFeature;

class BraidFeatureTest {

    @Test
    void hasAKeyOfItsOwnThatIsItsNameInSmallLetters() {
        assertThat(BraidFeature.values())
                .extracting(BraidFeature::key)
                .doesNotHaveDuplicates()
                .containsExactlyElementsOf(Arrays.stream(BraidFeature.values())
                        .map(feature -> feature.name().toLowerCase().replace('_', '-'))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void isFoundByKeyAndByTheNameThatTogglzKnows(BraidFeature feature) {
        assertThat(BraidFeature.byKey(feature.key())).contains(feature);
        assertThat(BraidFeature.of(new NamedFeature(feature.name()))).contains(feature);
    }

    @Test
    void isNotFoundByWhatNoneHas() {
        assertThat(BraidFeature.byKey("no-such-flag")).isEmpty();
        assertThat(BraidFeature.of(new NamedFeature("NO_SUCH_FLAG"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void tellsTogglzItsDefaultAndWhoOwnsIt(BraidFeature feature) {
        FeatureMetaData metaData = new BraidFeatureProvider().getMetaData(new NamedFeature(feature.name()));

        assertThat(metaData.getLabel()).isEqualTo(feature.key());
        assertThat(metaData.getDefaultFeatureState().isEnabled()).isEqualTo(feature.onByDefault());
        assertThat(metaData.getAttributes())
                .containsEntry("owner", feature.owner())
                .containsEntry("kind", feature.kind().key());
    }

    @Test
    void leavesToTogglzWhatIsNotOurs() {
        FeatureMetaData metaData = new BraidFeatureProvider().getMetaData(new NamedFeature("NO_SUCH_FLAG"));

        assertThat(metaData.getDefaultFeatureState().isEnabled()).isFalse();
    }
}
