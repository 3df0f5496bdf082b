package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Routing;
import org.spikingbrain4j.operators.RoutingException;
import org.spikingbrain4j.operators.Tensor;

/** Routing, mixtures of experts, rows joined and branches weighed. */
public interface MixtureContract extends ContractSubject {
    @ParameterizedTest(name = "{0} tokens, {2} of {1} experts")
    @CsvSource({"1, 1, 1", "1, 16, 1", "13, 4, 1", "13, 4, 2", "64, 3, 3", "207, 16, 1"})
    default void mixturesAgree(int tokens, int experts, int active) {
        RandomData random = new RandomData(91);
        try (SideBySide sides = new SideBySide(this)) {
            Matrix x = random.normal(tokens, 24, 1);
            Matrix logits = random.normal(tokens, experts, 2);
            List<HostTensor> weights = new ArrayList<>();
            for (int expert = 0; expert < experts; expert++) {
                weights.add(random.weight("expert" + expert, DataType.F32, 24, 24));
            }
            sides.agree(random, (lane, ops) -> {
                Routing routing = ops.route(lane.upload(ops, logits), active, "router");
                return ops.mixture(lane.upload(ops, x), routing, experts(lane, ops, weights));
            });
            sides.agree(
                    "probabilities",
                    (lane, ops) -> ops.route(lane.upload(ops, logits), active, "router")
                            .probabilities());
        }
    }

    private static List<UnaryOperator<Tensor>> experts(Lane lane, Operators ops, List<HostTensor> weights) {
        return weights.stream()
                .<UnaryOperator<Tensor>>map(weight -> rows -> ops.linear(rows, lane.weight(weight)))
                .toList();
    }

    @Test
    default void equalExpertsAreChosenFromTheLowestIndexOn() {
        try (Lane lane = new Lane(backend())) {
            lane.pass(ops -> {
                Routing routing = ops.route(lane.upload(ops, new Matrix(3, 4, new float[12])), 2, "router");
                assertThat(routing.rows().get(0)).containsExactly(0, 1, 2);
                assertThat(routing.rows().get(1)).containsExactly(0, 1, 2);
                assertThat(routing.rows().get(2)).isEmpty();
                assertThat(ops.toHost(routing.probabilities())).containsOnly(0.25f);
                return true;
            });
        }
    }

    /** One gets all, equal ones share, the probability of some is 0: whoever is not needed is not called. */
    @ParameterizedTest(name = "{0} tokens, {1} active")
    @CsvSource({"1, 1", "1, 2", "1, 4", "13, 1", "13, 2", "13, 4"})
    default void extremeRoutingsAgree(int tokens, int active) {
        float none = Float.NEGATIVE_INFINITY;
        List<float[]> logits =
                List.of(new float[] {0, 0, 90, 0}, new float[4], new float[] {none, 1, none, none}, new float[] {
                    none, -1, none, 2
                });
        List<List<Integer>> byProbability =
                List.of(List.of(2, 0, 1, 3), List.of(0, 1, 2, 3), List.of(1, 0, 2, 3), List.of(3, 1, 0, 2));
        RandomData random = new RandomData(94);
        try (SideBySide sides = new SideBySide(this)) {
            Matrix x = random.normal(tokens, 24, 1);
            List<HostTensor> weights = IntStream.range(0, 4)
                    .mapToObj(expert -> random.weight("expert" + expert, DataType.F32, 24, 24))
                    .toList();
            for (int i = 0; i < logits.size(); i++) {
                Matrix same = repeated(logits.get(i), tokens);
                Set<Integer> called = new TreeSet<>();
                sides.agree("logits " + Arrays.toString(logits.get(i)), (lane, ops) -> {
                    Routing routing = ops.route(lane.upload(ops, same), active, "router");
                    return ops.mixture(
                            lane.upload(ops, x), routing, watched(experts(lane, ops, weights), tokens, called));
                });
                assertThat(called)
                        .containsExactlyInAnyOrderElementsOf(
                                byProbability.get(i).subList(0, active));
            }
        }
    }

    private static Matrix repeated(float[] row, int rows) {
        return new Matrix(rows, row.length, AttentionCase.concatenate(Collections.nCopies(rows, row)));
    }

    private static List<UnaryOperator<Tensor>> watched(
            List<UnaryOperator<Tensor>> experts, int tokens, Set<Integer> called) {
        return IntStream.range(0, experts.size())
                .<UnaryOperator<Tensor>>mapToObj(expert -> rows -> {
                    called.add(expert);
                    assertThat(rows.rows()).isEqualTo(tokens);
                    return experts.get(expert).apply(rows);
                })
                .toList();
    }

    /** A token would go to some expert, as if it had been chosen. */
    @Test
    default void logitsWithoutASoftmaxAreRefused() {
        float infinite = Float.POSITIVE_INFINITY;
        List<float[]> broken = List.of(
                new float[] {1, Float.NaN, 2},
                new float[] {1, infinite, 2},
                new float[] {-infinite, -infinite, -infinite},
                new float[] {-infinite, infinite, infinite});
        try (Lane lane = new Lane(backend())) {
            for (float[] row : broken) {
                lane.pass(ops -> {
                    float[] values = AttentionCase.concatenate(List.of(new float[9], row, new float[3]));
                    Tensor logits = lane.upload(ops, new Matrix(5, 3, values));
                    RoutingException thrown =
                            catchThrowableOfType(RoutingException.class, () -> ops.route(logits, 1, "layer.3.router"));
                    assertThat(thrown).as(Arrays.toString(row)).isNotNull();
                    assertThat(thrown.row()).isEqualTo(3);
                    assertThat(thrown)
                            .hasMessageStartingWith("layer.3.router: ")
                            .hasMessageEndingWith(" at row 3");
                    assertThat(thrown.at(7L)).hasMessageEndingWith(" at token 7");
                    return true;
                });
            }
        }
    }

    @Test
    default void impossibleCountsAreRefused() {
        try (Lane lane = new Lane(backend())) {
            lane.pass(ops -> {
                Tensor logits = lane.upload(ops, new Matrix(3, 4, new float[12]));
                assertThatThrownBy(() -> ops.route(logits, 0, "router")).hasMessageContaining("1 to 4");
                assertThatThrownBy(() -> ops.route(logits, 5, "router")).hasMessageContaining("1 to 4");
                Routing routing = ops.route(logits, 1, "router");
                assertThatThrownBy(() -> ops.mixture(logits, routing, List.of(rows -> rows)))
                        .isInstanceOf(IllegalArgumentException.class);
                return true;
            });
        }
    }

    @Test
    default void rowsAreJoined() {
        RandomData random = new RandomData(93);
        Matrix top = random.normal(3, 37, 1);
        Matrix bottom = random.normal(130, 37, 1);
        try (Lane lane = new Lane(backend())) {
            lane.pass(ops -> {
                Tensor joined = ops.concatenate(lane.upload(ops, top), lane.upload(ops, bottom));
                assertThat(ops.toHost(joined))
                        .isEqualTo(AttentionCase.concatenate(List.of(top.values(), bottom.values())));
                assertThatThrownBy(() -> ops.concatenate(joined, lane.upload(ops, random.normal(3, 36, 1))))
                        .hasMessageContaining("[133, 37] and [3, 36]");
                return true;
            });
        }
    }

    @Test
    default void branchesAreWeighed() {
        RandomData random = new RandomData(92);
        try (SideBySide sides = new SideBySide(this)) {
            HostTensor weights = random.vector("mix", DataType.F32, 2, 0.5, 0.2);
            Matrix a = random.normal(13, 37, 1);
            Matrix b = random.normal(13, 37, 1);
            sides.agree(random, (lane, ops) -> ops.mix(lane.upload(ops, a), lane.upload(ops, b), lane.weight(weights)));
        }
    }
}
