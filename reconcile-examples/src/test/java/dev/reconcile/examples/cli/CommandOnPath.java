package dev.reconcile.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** A directory for {@code PATH} in which {@code reconcile} is the command line as it was just compiled. */
final class CommandOnPath {

    private CommandOnPath() {}

    static Path in(Path directory) throws IOException {
        Path command = Files.createDirectories(directory.resolve("bin")).resolve("reconcile");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Files.writeString(
                command,
                "#!/bin/sh\nexec '" + java + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '"
                        + System.getProperty("java.class.path") + "' dev.reconcile.cli.Main \"$@\"\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
        return command.getParent();
    }

    /** What a shell needs to find it, and the servers. */
    static void environment(Map<String, String> of, Path bin, Map<String, String> servers) {
        of.put("PATH", bin + ":" + of.get("PATH"));
        of.put("LC_ALL", "C.UTF-8");
        of.put("TERM", "xterm");
        of.put("COLUMNS", "200");
        of.putAll(servers);
    }
}
