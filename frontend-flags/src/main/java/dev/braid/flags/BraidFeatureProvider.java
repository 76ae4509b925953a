package dev.braid.flags;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.togglz.core.Feature;
import org.togglz.core.metadata.EmptyFeatureMetaData;
import org.togglz.core.metadata.FeatureGroup;
import org.togglz.core.metadata.FeatureMetaData;
import org.togglz.core.repository.FeatureState;
import org.togglz.core.spi.FeatureProvider;

/** What Togglz is told of {@link BraidFeature}: the label is the key, the attributes are the rest. */
public final class BraidFeatureProvider implements FeatureProvider {

    @Override
    public Set<Feature> getFeatures() {
        return new LinkedHashSet<>(EnumSet.allOf(BraidFeature.class));
    }

    @Override
    public FeatureMetaData getMetaData(Feature feature) {
        return BraidFeature.of(feature)
                .<FeatureMetaData>map(MetaData::new)
                .orElseGet(() -> new EmptyFeatureMetaData(feature));
    }

    private record MetaData(BraidFeature feature) implements FeatureMetaData {

        @Override
        public String getLabel() {
            return feature.key();
        }

        @Override
        public FeatureState getDefaultFeatureState() {
            return TogglzStates.of(feature, feature.onByDefault(), null);
        }

        @Override
        public Set<FeatureGroup> getGroups() {
            return Set.of();
        }

        @Override
        public Map<String, String> getAttributes() {
            return Map.of(
                    "owner", feature.owner(),
                    "kind", feature.kind().key(),
                    "description", feature.description());
        }
    }
}
