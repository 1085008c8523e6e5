package dev.reconcile.store;

/** Something that stores of one protocol do differently. What {@link StoreProbe} finds out; what isn't proven counts as a no. */
public enum Trait {
    LISTS("the bucket can be listed"),
    TELLS_ABSENCE("a look at a key that can't be there says that it is absent (H2)"),
    LOOKS_LIKE_LISTED("a look at a listed object says the same size and ETag as the listing"),
    TELLS_TIME("it says what time it is by its own clock (H61)"),
    KEEPS_VERSIONS("what is removed or overwritten stays as a version (H15)"),
    LISTS_UPLOADS("unfinished multipart uploads can be listed (H24)"),

    CREATES_CONDITIONALLY("neither a new object nor a copy takes the place of one that is there (If-None-Match)"),
    COPIES_CONDITIONALLY("an object is copied only while its ETag is the one given (H78)"),
    REMOVES_CONDITIONALLY("an object is removed only while its ETag is the one given (H76)"),
    KEEPS_TAGS("tags can be put on an object and come back (H79)"),

    KEEPS_SPECIAL_CHARACTERS("keys with spaces, plus, percent, quotes and markup come back as they were (H36)"),
    KEEPS_CONTROL_CHARACTERS("so do keys with control characters (H35)"),
    KEEPS_ALL_OF_UNICODE("so do keys with characters of every plane (H41)"),
    KEEPS_EMPTY_SEGMENTS("a//b is a key, and another one than a/b (H40)"),
    KEEPS_DOT_SEGMENTS("a/./b is a key, and another one than a/b (H39)"),
    KEEPS_LONG_SEGMENTS("a part of a key between slashes may be longer than 255 bytes (H43)"),
    KEEPS_KEYS_UNDER_A_KEY("a and a/b can both be objects, and both are listed (H8)"),
    TELLS_CASE_APART("a and A are two keys (H44)"),
    TELLS_UNICODE_FORMS_APART("the two ways to write an accented letter are two keys (H33)"),
    ORDERS_BY_UTF8("listings come in the order of the keys' bytes in UTF-8 (H31)"),
    STARTS_AFTER("a listing can start after a key"),
    PAGES("page by page, a listing is what it is in one piece (H6)"),
    ETAG_IS_MD5("a small object's ETag is its MD5 (H19)");

    private final String description;

    Trait(String description) {
        this.description = description;
    }

    /** What a yes means, as a clause, with the hazard's number in docs/hazards.md. */
    public String description() {
        return description;
    }
}
