package org.spikingbrain4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.corpus.TokenStore;
import org.spikingbrain4j.model.ExpertLoad;
import org.spikingbrain4j.model.LayerStack;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Routing;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.MixtureShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** What a training says of its routers beside the formulas, over the tokens of texts: sink tokens are not among them. */
class RouterWatchTest {
    private static final int SINKS = 5;
    private static final int EXPERTS = 4;
    private static final int ACTIVE = 2;

    @TempDir
    private Path folder;

    /** The choices and probabilities [rows, experts] of one router. */
    private record Routed(Routing routing, float[] probabilities) {}

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void loadAndBalanceAreThoseOfTheTexts(boolean recompute) {
        CheckpointShape shape = CheckpointShape.TINY_MOE.withMixture(
                new MixtureShape(List.of(1), List.of(0), EXPERTS, ACTIVE, 1, SINKS));
        RandomCheckpoint.of(shape, DataType.F32, 1).write(folder.resolve("model"));
        TinyTraining.tokens(folder.resolve("tokens"), 300, 8, 6);
        try (TrainableModel model = TrainableModel.open(folder.resolve("model"), 1, OptionalDouble.empty());
                TokenStore store = TokenStore.open(folder.resolve("tokens"))) {
            TokenBatch batch = new TokenWindows(store, 24, Long.MAX_VALUE, 1).batch(0, 3);
            RouterLoad load = new LanguageModelObjective(new StudentPass(model), model, recompute)
                    .accumulate(batch, 1)
                    .routers();
            List<Routed> routed = routed(model, batch);
            double balance = 0;
            for (int mixture = 0; mixture < 2; mixture++) {
                ExpertLoad expected = ofTexts(routed.get(mixture), batch);
                assertThat(load.mixtures().get(mixture)).isEqualTo(expected);
                assertThat(expected.total()).isEqualTo((long) ACTIVE * batch.rows());
                balance += balance(routed.get(mixture), expected, batch) / 2;
            }
            assertThat(load.meanBalanceLoss().orElseThrow()).isCloseTo(balance, within(1e-5));
        }
    }

    private static List<Routed> routed(TrainableModel model, TokenBatch batch) {
        List<Routed> found = new ArrayList<>();
        LayerStack layers = model.layers();
        try (Operators pass = model.backend().openPass()) {
            Operators watched = new ForwardingOperators(pass) {
                @Override
                public Routing route(Tensor logits, int active, String router) {
                    Routing routing = super.route(logits, active, router);
                    found.add(new Routed(routing, pass.toHost(routing.probabilities())));
                    return routing;
                }
            };
            Tensor x = layers.embed(pass, batch.tokens(), batch.lengths());
            for (int layer = 0; layer < layers.size(); layer++) {
                x = layers.layer(layer, watched, x, layers.rows(batch.lengths()));
            }
        }
        return found;
    }

    private static ExpertLoad ofTexts(Routed routed, TokenBatch batch) {
        List<Long> tokens = new ArrayList<>();
        for (int[] rows : routed.routing().rows()) {
            long count = 0;
            for (int row : rows) {
                count += isText(row, batch) ? 1 : 0;
            }
            tokens.add(count);
        }
        return new ExpertLoad(tokens);
    }

    /** Experts · Σ share of the tokens · mean probability. */
    private static double balance(Routed routed, ExpertLoad load, TokenBatch batch) {
        double sum = 0;
        for (int row = 0; row < routed.probabilities().length / EXPERTS; row++) {
            for (int expert = 0; isText(row, batch) && expert < EXPERTS; expert++) {
                double share = (double) load.tokens().get(expert) / load.total();
                sum += EXPERTS * share * routed.probabilities()[row * EXPERTS + expert] / batch.rows();
            }
        }
        return sum;
    }

    private static boolean isText(int row, TokenBatch batch) {
        int from = 0;
        for (int length : batch.lengths()) {
            if (row < from + SINKS + length) {
                return row >= from + SINKS;
            }
            from += SINKS + length;
        }
        throw new IllegalArgumentException("row " + row);
    }

    @Test
    void loadsOfOneModelAddUp() {
        RouterLoad one = new RouterLoad(List.of(new ExpertLoad(List.of(3L, 1L))), 1.5, 1);
        assertThat(one.plus(one)).isEqualTo(new RouterLoad(List.of(new ExpertLoad(List.of(6L, 2L))), 3, 2));
        assertThat(one.plus(RouterLoad.NONE)).isEqualTo(one).isEqualTo(RouterLoad.NONE.plus(one));
        assertThat(one.plus(one).meanBalanceLoss()).hasValue(1.5);
        assertThat(RouterLoad.NONE.meanBalanceLoss()).isEmpty();
        assertThatThrownBy(() -> one.plus(one.followedBy(one)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 1 mixtures as before, found 2");
        assertThatThrownBy(() -> new RouterLoad(List.of(), 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RouterLoad(one.mixtures(), 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
