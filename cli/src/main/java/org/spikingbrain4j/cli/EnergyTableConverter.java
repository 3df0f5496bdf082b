package org.spikingbrain4j.cli;

import org.spikingbrain4j.spiking.EnergyTable;
import picocli.CommandLine.ITypeConverter;

/** The tables of prices by their names on the command line. */
final class EnergyTableConverter implements ITypeConverter<EnergyTable> {
    static final String DEFAULT = "horowitz-45nm";

    private static final String SMALLER = "jouppi-7nm";

    @Override
    public EnergyTable convert(String name) {
        return switch (name) {
            case DEFAULT -> EnergyTable.HOROWITZ_45_NM;
            case SMALLER -> EnergyTable.JOUPPI_7_NM;
            default ->
                throw new InputException("--table: expected %s or %s, found %s".formatted(DEFAULT, SMALLER, name));
        };
    }
}
