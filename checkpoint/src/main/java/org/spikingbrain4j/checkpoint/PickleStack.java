package org.spikingbrain4j.checkpoint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The unpickler's stack with its marks, and its memo. */
final class PickleStack {
    /** Writers flush lists and dicts every 1000 items, so that real files stay far below. */
    private static final int MOST_VALUES = 1_048_576;

    private final List<PickleValue> values = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Long, PickleValue> memo = new HashMap<>();

    void push(PickleValue value) throws PickleException {
        require(values.size() < MOST_VALUES, "more than 1048576 values on the stack");
        values.add(value);
    }

    PickleValue pop() throws PickleException {
        top();
        return values.removeLast();
    }

    PickleValue top() throws PickleException {
        int bottom = marks.isEmpty() ? 0 : marks.peek();
        require(values.size() > bottom, "a value is taken from an empty stack");
        return values.getLast();
    }

    void mark() throws PickleException {
        require(marks.size() < MOST_VALUES, "more than 1048576 marks");
        marks.push(values.size());
    }

    /** Takes the mark and all values above it. */
    List<PickleValue> popToMark() throws PickleException {
        require(!marks.isEmpty(), "a mark is taken that was never set");
        return popLast(values.size() - marks.pop());
    }

    List<PickleValue> popLast(int count) throws PickleException {
        int bottom = marks.isEmpty() ? 0 : marks.peek();
        require(values.size() - bottom >= count, "values are taken from an empty stack");
        List<PickleValue> tail = values.subList(values.size() - count, values.size());
        List<PickleValue> taken = List.copyOf(tail);
        tail.clear();
        return taken;
    }

    void remember(long key) throws PickleException {
        memo.put(key, top());
    }

    void rememberNext() throws PickleException {
        remember(memo.size());
    }

    void recall(long key) throws PickleException {
        PickleValue value = memo.get(key);
        if (value == null) {
            throw new PickleException("memo %d is read before it is written".formatted(key));
        }
        push(value);
    }

    /** What is left in the end, which must be one value. */
    PickleValue result() throws PickleException {
        PickleValue result = pop();
        require(values.isEmpty() && marks.isEmpty(), "values are left on the stack");
        return result;
    }

    private static void require(boolean condition, String otherwise) throws PickleException {
        if (!condition) {
            throw new PickleException(otherwise);
        }
    }
}
