package dev.reconcile.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a class of this module is run in a JVM of its own. */
final class Jvm {

    private Jvm() {}

    static List<String> command(String heap, Class<?> main, String... args) {
        return command(heap, List.of(), main, args);
    }

    static List<String> command(String heap, List<String> options, Class<?> main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heap);
        command.add("-Dfile.encoding=UTF-8");
        command.add("-XX:-UseDynamicNumberOfCompilerThreads"); // one that ends takes the count of its CPU time with it
        command.addAll(options);
        command.add("-classpath");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(args));
        return command;
    }
}
