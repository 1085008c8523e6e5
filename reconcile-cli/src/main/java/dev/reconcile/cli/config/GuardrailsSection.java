package dev.reconcile.cli.config;

import dev.reconcile.Guardrails;

/** The limits of an applying run. */
record GuardrailsSection(
        @Key(value = "Changes proposed, an absolute count.", byDefault = "100")
        long maxFindings,

        @Key(value = "Changes proposed as a share of what was checked.", byDefault = "1%")
        Share maxRatio,

        @Key(value = "The share isn't looked at up to this many, unless they are more than half.", byDefault = "5")
        long ratioFloor,

        @Key(
                value = "The share of the last complete run's records and objects that there has to be.",
                byDefault = "50%")
        Share minShare,

        @Key(value = "Values in the catalog that name no object, as a share of all references.", byDefault = "1%")
        Share maxUnusable) {

    Guardrails toGuardrails() {
        return new Guardrails(
                maxFindings,
                maxRatio.ratio(),
                ratioFloor,
                minShare.ratio(),
                maxUnusable.ratio(),
                Guardrails.DEFAULT.accepted(),
                Guardrails.DEFAULT.acceptedOrphans());
    }
}
