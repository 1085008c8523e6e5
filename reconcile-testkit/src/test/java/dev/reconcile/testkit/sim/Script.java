package dev.reconcile.testkit.sim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Every choice of a simulation that wasn't the dull one, in order. As text it can be pasted into {@link RegressionTest}. */
record Script(Map<String, Integer> choices) {

    static Script parse(String text) {
        Map<String, Integer> choices = new LinkedHashMap<>();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            int equals = line.lastIndexOf('=');
            choices.put(line.substring(0, equals), Integer.valueOf(line.substring(equals + 1)));
        });
        return new Script(choices);
    }

    Script without(List<String> names) {
        Map<String, Integer> left = new LinkedHashMap<>(choices);
        left.keySet().removeAll(names);
        return new Script(left);
    }

    Script with(String name, int choice) {
        Map<String, Integer> changed = new LinkedHashMap<>(choices);
        changed.put(name, choice);
        return new Script(changed);
    }

    int size() {
        return choices.size();
    }

    @Override
    public String toString() {
        return choices.entrySet().stream()
                .map(choice -> choice.getKey() + "=" + choice.getValue())
                .collect(Collectors.joining("\n"));
    }
}
