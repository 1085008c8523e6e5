package dev.reconcile.examples.kill;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * How a child's Java is started. Most of a child's time would go into loading classes, so the first child leaves an archive of them
 * to the others. Archives are of jars alone, so directories of the class path are packed.
 */
final class Jvm {

    private final String classPath;
    private final Path archive;

    private Jvm(String classPath, Path archive) {
        this.classPath = classPath;
        this.archive = archive;
    }

    /** @param directory for what is made here */
    static Jvm in(Path directory) throws IOException {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                jars.add(packed(path, directory.resolve(jars.size() + ".jar")).toString());
            } else if (Files.exists(path)) {
                jars.add(entry);
            }
        }
        return new Jvm(String.join(File.pathSeparator, jars), directory.resolve("classes.jsa"));
    }

    private static Path packed(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                packed.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, packed);
                packed.closeEntry();
            }
        }
        return jar;
    }

    List<String> command(Class<?> main) {
        String sharing = Files.exists(archive) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=";
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                sharing + archive,
                "-Xshare:auto",
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dfile.encoding=UTF-8",
                "-cp",
                classPath,
                main.getName());
    }
}
