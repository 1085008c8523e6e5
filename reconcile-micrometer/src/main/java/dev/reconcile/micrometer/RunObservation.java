package dev.reconcile.micrometer;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** What {@link ObservedEngine} observes. */
public enum RunObservation implements ObservationDocumentation {
    /** One run, from its call to its report. */
    RUN {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return RunObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return LowKey.values();
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return HighKey.values();
        }

        @Override
        public String getPrefix() {
            return "";
        }
    };

    /** Tags of metrics and spans: few values each. */
    public enum LowKey implements KeyName {
        /** {@code reconcile}, {@code apply} or {@code undo}; of a run to be resumed that couldn't be, {@code resume}. */
        KIND("kind"),
        /** Whether the run was asked to change nothing. */
        DRY_RUN("dry_run"),
        /** How the run ended: {@code complete}, {@code incomplete}, {@code halted}, {@code cancelled}; {@code none} if in an exception. */
        STATE("state"),
        /** {@code sweep} or {@code probe}; {@code auto} if it wasn't chosen; {@code none} if the run ended in an exception. */
        STRATEGY("strategy");

        private final String key;

        LowKey(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }

    /** Tags of spans alone: as many values as there are runs. */
    public enum HighKey implements KeyName {
        /** The run's id; absent if the run ended in an exception. */
        RUN_ID("reconcile.run_id"),
        /** The host's own name for the request, if it gave one. */
        CORRELATION_ID("reconcile.correlation_id"),
        /** The store's identity; absent if the run ended in an exception. */
        STORE("reconcile.store");

        private final String key;

        HighKey(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }
}
