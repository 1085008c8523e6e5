package dev.reconcile.s3;

import java.util.Arrays;
import java.util.Set;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** What a client's interceptors may do to an answer. */
final class Interceptors {

    private static final String SDK = "software.amazon.awssdk.";
    private static final Set<String> CHANGING =
            Set.of("modifyHttpResponse", "modifyHttpResponseContent", "modifyResponse");

    private static final ClassValue<Boolean> MAY_CHANGE = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return !type.getName().startsWith(SDK)
                    && Arrays.stream(type.getMethods())
                            .anyMatch(method -> CHANGING.contains(method.getName())
                                    && method.getDeclaringClass() != ExecutionInterceptor.class);
        }
    };

    private Interceptors() {}

    /** Whether this isn't the SDK's own and has something to say about answers: then it has to see them as they came. */
    static boolean mayChangeAnswers(ExecutionInterceptor interceptor) {
        return MAY_CHANGE.get(interceptor.getClass());
    }
}
