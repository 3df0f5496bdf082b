package org.spikingbrain4j.training;

import java.util.List;
import java.util.Optional;
import org.spikingbrain4j.model.LayerStack;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Tensor;

/** A model that does not learn: what it thinks of a text, computed or read from a cache. */
final class Teacher {
    private final TrainableModel model;
    private final Optional<TeacherCache> cache;

    Teacher(TrainableModel model, Optional<TeacherCache> cache) {
        this.model = model;
        this.cache = cache;
    }

    TrainableModel model() {
        return model;
    }

    TeacherOutputs outputs(TokenBatch batch) {
        return cache.map(found -> kept(found, batch)).orElseGet(() -> compute(batch));
    }

    /** What was kept of a window first counts for ever: beside other windows it might differ in its last bits, and resuming too. */
    private TeacherOutputs kept(TeacherCache found, TokenBatch batch) {
        return found.read(batch).orElseGet(() -> {
            found.write(batch, compute(batch));
            return found.read(batch).orElseThrow();
        });
    }

    private TeacherOutputs compute(TokenBatch batch) {
        int layers = model.layers().size();
        float[][] stream = new float[layers + 1][];
        List<Integer> lengths = batch.lengths();
        LayerStack stack = model.layers();
        try (Operators operators = model.backend().openPass()) {
            Tensor x = stack.embed(operators, batch.tokens(), lengths);
            for (int layer = 0; layer < layers; layer++) {
                stream[layer] = operators.toHost(stack.texts(operators, x, lengths));
                x = stack.layer(layer, operators, x, stack.rows(lengths));
            }
            stream[layers] = operators.toHost(stack.texts(operators, x, lengths));
        }
        return new TeacherOutputs(stream, batch.rows(), model.config().hiddenSize());
    }
}
