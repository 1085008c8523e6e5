package dev.reconcile.r2;

/**
 * Where a bucket's data may be kept. A bucket that was made in a jurisdiction is found at that one's endpoint only, and not at the
 * ordinary one (H28). <a href="https://developers.cloudflare.com/r2/reference/data-location/">Cloudflare: data location</a>
 */
public enum Jurisdiction {
    /** None was asked for when the bucket was made. */
    NONE(""),
    /** The European Union. */
    EU(".eu"),
    FEDRAMP(".fedramp");

    private final String label;

    Jurisdiction(String label) {
        this.label = label;
    }

    /** What stands in a host's name, after the account. */
    String label() {
        return label;
    }
}
