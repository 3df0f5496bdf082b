package org.spikingbrain4j.model;

import java.util.List;
import java.util.function.Supplier;
import org.spikingbrain4j.operators.Tensor;

/** Where the weights of a mixture's routed experts lie: whoever uses them says so before. */
@FunctionalInterface
interface ExpertPages {
    /** In memory as the operating system likes. */
    ExpertPages ANYWHERE = _ -> (_, work) -> work.get();

    /**
     * Some experts are going to be used.
     *
     * @param experts in the order in which they will be
     */
    Turn expect(List<Integer> experts);

    /** The use of experts in one pass. */
    @FunctionalInterface
    interface Turn {
        /**
         * Does work that reads the weights of an expert.
         *
         * @param expert one of those that were expected
         */
        Tensor using(int expert, Supplier<Tensor> work);
    }
}
