package org.spikingbrain4j.testkit;

/**
 * All that every back end must do, compared with {@link org.spikingbrain4j.operators.ReferenceBackend}. Extend it in the
 * tests of a back end; a back end under construction implements single contracts instead.
 */
public abstract class BackendContract
        implements LinearContract,
                SpikeContract,
                SpikeArgumentContract,
                SpikedLinearContract,
                Int8LinearContract,
                NormAndMapContract,
                RotaryContract,
                RowContract,
                ResidualContract,
                AttentionContract,
                Int8AttentionContract,
                GatedLinearAttentionContract,
                PinnedTokensContract,
                MixtureContract,
                OfficialVectorsContract,
                KeyValueCacheContract,
                RecurrentStateContract,
                LifecycleContract,
                ArgumentContract {
    protected BackendContract() {}
}
