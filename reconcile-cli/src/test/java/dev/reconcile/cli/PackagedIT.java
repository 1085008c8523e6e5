package dev.reconcile.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one jar and its script, as a user has them. */
class PackagedIT {

    private static final Path TARGET = Path.of("target");

    @TempDir
    private Path scratch;

    private record Ended(int code, String out, String err) {}

    private Ended run(Path directory, String... command) throws IOException, InterruptedException {
        Path out = scratch.resolve("out");
        Path err = scratch.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("RECONCILE_CONFIG");
        int code = builder.start().waitFor();
        return new Ended(code, Files.readString(out), Files.readString(err));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Copied to a directory with a space in its name, beside a directory to start from. */
    private Path installed() throws IOException {
        Path home = Files.createDirectories(scratch.resolve("an odd  place"));
        Files.copy(TARGET.resolve("reconcile.jar"), home.resolve("reconcile.jar"));
        Files.copy(TARGET.resolve("reconcile"), home.resolve("reconcile"));
        assertThat(home.resolve("reconcile").toFile().setExecutable(true)).isTrue();
        return home;
    }

    @Test
    void theJarStartsFromAnywhere() throws Exception {
        Path home = installed();

        Ended ended = run(scratch, java(), "-jar", home.resolve("reconcile.jar").toString(), "--version");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).startsWith("reconcile ").contains("Java ");
        assertThat(ended.code()).isZero();
    }

    @Test
    void theScriptStartsThroughALinkAndKeepsArgumentsWhole() throws Exception {
        assumeTrue(File.separatorChar == '/', "a POSIX shell");
        Path bin = Files.createDirectories(scratch.resolve("bin dir"));
        Path link = Files.createSymbolicLink(bin.resolve("rec"), Path.of("../an odd  place/reconcile"));
        installed();

        Ended version = run(bin, link.toString(), "--version");
        Ended check = run(bin, link.toString(), "check", "--config", "no such  file.yaml");

        assertThat(version.err()).isEmpty();
        assertThat(version.out()).startsWith("reconcile ");
        assertThat(check.out()).contains("no such  file.yaml is not there");
        assertThat(check.code()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void theScriptIsExecutableWhereItWasBuilt() {
        assumeTrue(File.separatorChar == '/', "a POSIX file system");
        assertThat(TARGET.resolve("reconcile")).isExecutable();
    }

    @Test
    void theScriptSaysWhatItMisses() throws Exception {
        assumeTrue(File.separatorChar == '/', "a POSIX shell");
        Path home = Files.createDirectories(scratch.resolve("alone"));
        Path script = Files.copy(TARGET.resolve("reconcile"), home.resolve("reconcile"));

        Ended ended = run(home, "sh", script.toString(), "--version");

        assertThat(ended.err()).contains("there is no ").contains("reconcile.jar");
        assertThat(ended.code()).isEqualTo(ExitCode.FAILED.number());
    }

    @Test
    void nothingOfTheMergedJarsIsLost() throws Exception {
        try (JarFile jar = new JarFile(TARGET.resolve("reconcile.jar").toFile())) {
            assertThat(read(jar, "META-INF/services/java.sql.Driver"))
                    .contains("org.postgresql.Driver", "org.mariadb.jdbc.Driver", "org.sqlite.JDBC", "org.h2.Driver");
            assertThat(read(jar, "LICENSE")).contains("Apache License");
            assertThat(read(jar, "META-INF/LICENSE")).contains("Redistribution and use in source and binary forms");
            assertThat(jar.getManifest().getMainAttributes().getValue("Enable-Native-Access"))
                    .isEqualTo("ALL-UNNAMED");
            assertThat(jar.isMultiRelease()).isTrue();
            List<String> names = new ArrayList<>();
            Collections.list(jar.entries()).forEach(entry -> names.add(entry.getName()));
            assertThat(names)
                    .noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|DSA|RSA)|(.*/)?module-info\\.class"));
        }
    }

    private static String read(JarFile jar, String name) throws IOException {
        return new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
