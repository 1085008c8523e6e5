package dev.reconcile.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Counts every JDBC call by "Interface.method", keeps the SQL, and fails a chosen call after or instead of carrying it out. */
final class ProbedDataSource {

    private static final List<Class<?>> PROBED =
            List.of(Connection.class, PreparedStatement.class, Statement.class, ResultSet.class);

    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final Map<String, Callable<?>> meanwhile = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final DataSource probed;
    private String failing = "";
    private int failingCall;
    private boolean carriedOut;
    private Exception failure = new SQLException("canary-driver-text", "08006");

    ProbedDataSource(DataSource real) {
        this.probed = probe(DataSource.class, real);
    }

    DataSource dataSource() {
        return probed;
    }

    /** The nth call of this method from now on fails; {@code carriedOut} says whether it takes effect nevertheless. */
    void fail(String method, int nth, boolean takesEffect, Exception with) {
        calls.clear();
        failing = method;
        failingCall = nth;
        carriedOut = takesEffect;
        failure = with;
    }

    /** Something happens right before each call of this method from now on. */
    void before(String method, Callable<?> what) {
        meanwhile.put(method, what);
    }

    void heal() {
        meanwhile.clear();
        failing = "";
        calls.clear();
        statements.clear();
    }

    int calls(String method) {
        return calls.getOrDefault(method, new AtomicInteger()).get();
    }

    List<String> statements() {
        return new ArrayList<>(statements);
    }

    int openConnections() {
        return open.get();
    }

    private <T> T probe(Class<T> type, Object real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(type, real, method, arguments)));
    }

    private Object call(Class<?> type, Object real, Method method, Object[] arguments) throws Throwable {
        String name = type.getSimpleName() + "." + method.getName();
        int nth = calls.computeIfAbsent(name, each -> new AtomicInteger()).incrementAndGet();
        boolean fails = name.equals(failing) && nth == failingCall;
        Callable<?> first = meanwhile.get(name);
        if (first != null) {
            first.call();
        }
        if (fails && !carriedOut) {
            throw failure;
        }
        if (method.getName().equals("prepareStatement")) {
            statements.add((String) arguments[0]);
        }
        boolean closes = type == Connection.class && method.getName().equals("close");
        if (closes && !((Connection) real).isClosed()) {
            open.decrementAndGet();
        }
        Object result;
        try {
            result = method.invoke(real, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
        if (result instanceof Connection && type == DataSource.class) {
            open.incrementAndGet();
        }
        if (fails) {
            throw failure;
        }
        return PROBED.contains(method.getReturnType()) && result != null
                ? probe(method.getReturnType(), result)
                : result;
    }
}
