package dev.reconcile.examples.kill;

/** What is killed, and where it keeps its journal. */
enum Mode {
    RUN("run", false),
    RUN_JDBC("run", true),
    APPLY("apply", false),
    APPLY_JDBC("apply", true),
    UNDO("undo", false),
    UNDO_JDBC("undo", true);

    final String operation;
    final boolean inDatabase;

    Mode(String operation, boolean inDatabase) {
        this.operation = operation;
        this.inDatabase = inDatabase;
    }

    /** Enough for the walk to be cut into ranges, where there is one. */
    int rows() {
        return operation.equals("run") ? 2100 : 300;
    }

    boolean undoes() {
        return operation.equals("undo");
    }

    boolean applies() {
        return operation.equals("apply");
    }

    @Override
    public String toString() {
        return operation + (inDatabase ? ", JDBC journal" : ", directory journal");
    }

    String inShort() {
        return operation + (inDatabase ? ", tables" : ", files");
    }
}
