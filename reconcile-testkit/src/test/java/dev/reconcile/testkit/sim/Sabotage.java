package dev.reconcile.testkit.sim;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;

/**
 * A guard taken out, at run time and nowhere but here: the product has no switch for it. The method's body is replaced by what it would
 * do if the guard weren't there.
 *
 * @param name the guard in words
 * @param type the binary name of the class
 * @param arguments the simple names of the method's parameter types, where there are several methods of the name; null otherwise
 */
@SuppressWarnings("UnusedVariable") // ByteBuddy's advice writes them
record Sabotage(String name, String type, String method, List<String> arguments, Instead instead) {

    /** What a sabotaged method does. */
    enum Instead {
        TRUE(ReturnTrue.class),
        FALSE(ReturnNothing.class),
        NOTHING(ReturnNothing.class),
        NULL(ReturnNothing.class),
        ZERO(ReturnNothing.class),
        EMPTY_LIST(ReturnEmptyList.class),
        EMPTY_SET(ReturnEmptySet.class),
        EMPTY_MAP(ReturnEmptyMap.class);

        private final Class<?> advice;

        Instead(Class<?> advice) {
            this.advice = advice;
        }
    }

    static Sabotage of(String name, String type, String method, Instead instead) {
        return new Sabotage(name, "dev.reconcile." + type, method, List.of("any"), instead);
    }

    static Sabotage of(String name, String type, String method, List<String> arguments, Instead instead) {
        return new Sabotage(name, "dev.reconcile." + type, method, arguments, instead);
    }

    /** Does the work while the guard is out. Only one at a time. */
    void during(Runnable work) {
        Instrumentation instrumentation = ByteBuddyAgent.install();
        Class<?> sabotaged = load();
        boolean[] done = new boolean[1];
        ClassFileTransformer out = new ClassFileTransformer() {
            @Override
            public byte[] transform(
                    ClassLoader loader, String className, Class<?> type, ProtectionDomain domain, byte[] bytes) {
                if (type != sabotaged) {
                    return null;
                }
                done[0] = true;
                return without(bytes, loader);
            }
        };
        instrumentation.addTransformer(out, true);
        try {
            instrumentation.retransformClasses(sabotaged);
            if (!done[0]) {
                throw new IllegalStateException("Not sabotaged: " + this);
            }
            work.run();
        } catch (UnmodifiableClassException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            instrumentation.removeTransformer(out);
            restore(instrumentation, sabotaged);
        }
    }

    private static void restore(Instrumentation instrumentation, Class<?> sabotaged) {
        try {
            instrumentation.retransformClasses(sabotaged);
        } catch (UnmodifiableClassException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The class that has the one method meant; throws if there is none, or several. */
    Class<?> load() {
        try {
            Class<?> found = Class.forName(type, true, Sabotage.class.getClassLoader());
            long methods = Arrays.stream(found.getDeclaredMethods())
                    .filter(this::isMeant)
                    .count();
            if (methods != 1) {
                throw new IllegalStateException(methods + " methods are meant by " + this);
            }
            return found;
        } catch (ClassNotFoundException gone) {
            throw new IllegalStateException("There is no such class: " + this, gone);
        }
    }

    private boolean isMeant(java.lang.reflect.Method candidate) {
        return candidate.getName().equals(method)
                && !candidate.isBridge()
                && !candidate.isSynthetic()
                && areMeant(Arrays.stream(candidate.getParameterTypes())
                        .map(Class::getSimpleName)
                        .toList());
    }

    private boolean areMeant(List<String> parameters) {
        return arguments.equals(List.of("any")) || arguments.equals(parameters);
    }

    private byte[] without(byte[] bytes, ClassLoader loader) {
        ClassFileLocator here = new ClassFileLocator.Compound(
                ClassFileLocator.Simple.of(type, bytes), ClassFileLocator.ForClassLoader.of(loader));
        TypeDescription described = TypePool.Default.of(here).describe(type).resolve();
        return new ByteBuddy()
                .redefine(described, here)
                .visit(Advice.to(instead.advice)
                        .on(ElementMatchers.named(method)
                                .and(ElementMatchers.not(ElementMatchers.isSynthetic()))
                                .and(candidate -> areMeant(candidate.getParameters().asTypeList().asErasures().stream()
                                        .map(TypeDescription::getSimpleName)
                                        .toList()))))
                .make()
                .getBytes();
    }

    private static final class ReturnTrue {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip() {
            return true;
        }

        @SuppressWarnings("UnusedVariable") // it is what the method returns
        @Advice.OnMethodExit
        static void set(@Advice.Return(readOnly = false) boolean returned) {
            returned = true;
        }
    }

    private static final class ReturnNothing {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip() {
            return true;
        }
    }

    private static final class ReturnEmptyList {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip() {
            return true;
        }

        @SuppressWarnings("UnusedVariable") // it is what the method returns
        @Advice.OnMethodExit
        static void set(@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object returned) {
            returned = List.of();
        }
    }

    private static final class ReturnEmptySet {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip() {
            return true;
        }

        @SuppressWarnings("UnusedVariable") // it is what the method returns
        @Advice.OnMethodExit
        static void set(@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object returned) {
            returned = Set.of();
        }
    }

    private static final class ReturnEmptyMap {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip() {
            return true;
        }

        @SuppressWarnings("UnusedVariable") // it is what the method returns
        @Advice.OnMethodExit
        static void set(@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object returned) {
            returned = Map.of();
        }
    }
}
